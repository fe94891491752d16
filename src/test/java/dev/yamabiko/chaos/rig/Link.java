package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of network between a client and a node, which can be cut: passes bytes on in both directions, on the
 * loopback interface. Thread-safe.
 */
public final class Link implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final int target;
    private final ServerSocket listening;
    private final List<Socket> sockets = new ArrayList<>();

    /** A link to what listens on a port. */
    public Link(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        start(this::accept);
    }

    /** Where clients connect. */
    public int port() {
        return listening.getLocalPort();
    }

    /**
     * Drops every connection without a good-bye: with a reset, as when a process dies, or with the end of the stream.
     */
    public synchronized void cut(boolean reset) {
        for (Socket socket : sockets) {
            try (socket) {
                if (reset) {
                    socket.setSoLinger(true, 0);
                }
            } catch (IOException closed) {
                // it was over already
            }
        }
        sockets.clear();
    }

    @Override
    public void close() {
        cut(true);
        try {
            listening.close();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket node = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                node.setTcpNoDelay(true);
                synchronized (this) {
                    sockets.add(client);
                    sockets.add(node);
                }
                start(() -> pass(client, node));
                start(() -> pass(node, client));
            }
        } catch (IOException closed) {
            // nobody connects any more
        }
    }

    private static void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException cut) {
            // both ends are closed
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "link");
        thread.setDaemon(true);
        thread.start();
    }
}
