package dev.yamabiko.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A blocking connection to a server of this machine with a thread that reads. Writing is safe from any thread; reading
 * is the thread's.
 */
final class Wire implements AutoCloseable {

    /** Takes what arrived. */
    interface Reader {
        /**
         * Consumes whole frames from the buffer's position on, and leaves the position at the first that is not whole.
         *
         * @param now when they came in
         */
        void read(ByteBuffer in, long now) throws IOException;
    }

    private static final int CONNECT_ATTEMPTS = 100;
    private static final long CONNECT_AGAIN_NANOS = 20_000_000;

    private final SocketChannel channel;
    private final Thread thread;
    private final Runnable onEnd;
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;

    /**
     * Connects.
     *
     * @param receiveBytes what is read at once, at most
     * @param onEnd runs when no more is read
     */
    Wire(String name, int port, int receiveBytes, Reader reader, Runnable onEnd) {
        this.channel = connect(port);
        this.onEnd = onEnd;
        this.thread = new Thread(() -> run(reader, receiveBytes), name);
        thread.setDaemon(true);
    }

    /** Begins to read. */
    void start() {
        thread.start();
    }

    /** Writes all of it. */
    void write(ByteBuffer out) {
        try {
            synchronized (channel) {
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            }
        } catch (IOException error) {
            throw new IllegalStateException("write: " + error.getMessage(), error);
        }
    }

    /** Throws what ended the reading, if something did. */
    void check() {
        Throwable error = failure;
        if (error != null) {
            throw new IllegalStateException(thread.getName() + ": " + error.getMessage(), error);
        }
    }

    /** Ends the reading with a reason. */
    void fail(String why) {
        failure = new IOException(why);
    }

    @Override
    public void close() {
        closing = true;
        try {
            channel.close();
            thread.join();
        } catch (IOException | InterruptedException error) {
            throw new IllegalStateException("close: " + error.getMessage(), error);
        }
    }

    private void run(Reader reader, int receiveBytes) {
        ByteBuffer in = ByteBuffer.allocateDirect(receiveBytes);
        try {
            while (channel.read(in) >= 0) {
                long now = Latencies.now();
                in.flip();
                reader.read(in, now);
                in.compact();
            }
            throw new IOException("closed by the server");
        } catch (AsynchronousCloseException ours) {
            // Closed by this side.
        } catch (IOException | RuntimeException error) {
            if (!closing && failure == null) {
                failure = error;
            }
        } finally {
            onEnd.run();
        }
    }

    /** A server that has just started may not listen yet. */
    private static SocketChannel connect(int port) {
        for (int attempt = 1; ; attempt++) {
            try {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                return channel;
            } catch (IOException error) {
                if (attempt == CONNECT_ATTEMPTS) {
                    throw new IllegalStateException("connect: " + error.getMessage(), error);
                }
                LockSupport.parkNanos(CONNECT_AGAIN_NANOS);
            }
        }
    }
}
