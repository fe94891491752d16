package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.FileLoad;
import dev.yamabiko.bench.server.ServerProcess;

/**
 * Who serves files.
 *
 * @param name in the report
 * @param server starts it
 * @param clients speaks its protocol
 * @param from where a download begins
 */
record FileTarget(String name, Starter server, Clients clients, long from) {

    /** Starts a server on a port, under a name. */
    interface Starter {
        ServerProcess start(String name, int port);
    }

    /** Makes clients of the server on a port. */
    interface Clients {
        FileLoad of(int port);
    }
}
