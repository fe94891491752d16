package dev.yamabiko;

import dev.yamabiko.config.HubConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds the port to listen on: all gateways share it, so it must be known before the first listens. */
final class Ports {

    /** Nodes that fit on one machine without being told apart. */
    private static final int TRIES = 16;

    private Ports() {}

    /**
     * The port of the configuration; any free one for 0. Of several nodes of a cluster on one machine that all keep the
     * default, each takes the next free one.
     */
    static int choose(HubConfig config) throws IOException {
        if (config.port() == 0) {
            return probe(config.host(), 0);
        }
        if (!config.cluster().enabled() || config.port() != HubConfig.DEFAULT.port()) {
            return config.port();
        }
        for (int port = config.port(); port < config.port() + TRIES; port++) {
            try {
                return probe(config.host(), port);
            } catch (BindException taken) {
                // the next one, then
            }
        }
        return config.port();
    }

    private static int probe(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return socket.getLocalPort();
        }
    }
}
