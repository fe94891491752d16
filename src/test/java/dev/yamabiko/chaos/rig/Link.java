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
    private boolean holding;

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

    /** Keeps back what nodes say from now on, until it is cut. */
    public synchronized void hold() {
        holding = true;
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
        holding = false;
        notifyAll();
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
                start(() -> pass(client, node, false));
                start(() -> pass(node, client, true));
            }
        } catch (IOException closed) {
            // nobody connects any more
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                if (answers) {
                    awaitPassage();
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException cut) {
            // both ends are closed
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitPassage() throws InterruptedException {
        while (holding) {
            wait();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "link");
        thread.setDaemon(true);
        thread.start();
    }
}
