package dev.yamabiko.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server that does nothing but send: prepared records, so many to each stream as a line of its standard input says.
 * What the driver cannot read from it, it can read from nobody.
 */
public final class NullServer {

    private final Function<SocketChannel, Connection> protocol;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    private NullServer(Function<SocketChannel, Connection> protocol) {
        this.protocol = protocol;
    }

    /** One client. */
    interface Connection {
        /** Takes note of its streams, until it goes. */
        void read();

        /** Sends so many records to each of its streams. */
        void send(long records);
    }

    /** {@code <port> http2|nats}. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        NullServer server =
                new NullServer(arguments[1].equals("nats") ? NullNatsConnection::new : NullHttp2Connection::new);
        ServerSocketChannel listening =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        daemon(() -> server.accept(listening));
        System.out.println("ready on " + port);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long records = Long.parseLong(line);
            server.connections.forEach(connection -> daemon(() -> connection.send(records)));
        }
    }

    private void accept(ServerSocketChannel listening) {
        try {
            while (true) {
                SocketChannel channel = listening.accept();
                Connection connection = protocol.apply(channel);
                connections.add(connection);
                daemon(connection::read);
            }
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }
}
