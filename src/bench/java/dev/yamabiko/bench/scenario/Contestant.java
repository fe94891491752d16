package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.server.ServerProcess;
import java.util.List;

/**
 * Who takes part in a measurement.
 *
 * @param servers whose processor time counts
 * @param records of a round, or bytes, over which its time is divided
 * @param round what is done in it
 */
record Contestant(String name, List<ServerProcess> servers, long records, Runnable round) {

    /** With one server. */
    Contestant(String name, ServerProcess server, long records, Runnable round) {
        this(name, List.of(server), records, round);
    }

    /** Processor time of all its servers so far, in nanoseconds. */
    long cpuNanos() {
        return servers.stream().mapToLong(ServerProcess::cpuNanos).sum();
    }
}
