package dev.yamabiko.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A wire to a port, which can be cut: both sides then lose their connection, without a word of HTTP/2. */
public final class Wire implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> ends = new ArrayList<>();
    private final int exit;

    public Wire(int port) throws IOException {
        exit = port;
        start(this::accept);
    }

    /** Its address, as {@code --server} takes it. */
    public String address() {
        return "127.0.0.1:" + entrance.getLocalPort();
    }

    /** Cuts all connections; new ones can be made. */
    public synchronized void cut() {
        for (Socket end : ends) {
            close(end);
        }
        ends.clear();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        cut();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = entrance.accept();
                Socket far = new Socket(InetAddress.getLoopbackAddress(), exit);
                keep(near, far);
                start(() -> copy(near, far));
                start(() -> copy(far, near));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private synchronized void keep(Socket near, Socket far) {
        ends.add(near);
        ends.add(far);
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            close(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
