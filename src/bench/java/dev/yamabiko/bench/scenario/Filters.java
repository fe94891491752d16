package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.Follow;
import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.load.Payload;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import java.util.List;

/**
 * What filters cost, for each record that is taken in: one beside many followers without, and many equal ones beside
 * one alone. The filter, a text, takes one record of {@value Payload#MARKED_ONE_OF}.
 */
public final class Filters implements Scenario {

    private static final String ALL = "100 unfiltered";
    private static final String ALL_AND_ONE = "100 unfiltered, 1 filtered";
    private static final String ONE = "1 filtered";
    private static final String MANY = "100 with one equal filter";
    private static final int STREAMS = 100;
    private static final int CONNECTIONS = 4;
    /** "Nothing" is what rounds cannot tell apart. */
    private static final double NOTHING = 1.05;

    @Override
    public String name() {
        return "filters";
    }

    @Override
    public void run(Rig rig) {
        long records = rig.settings().number("filters.chunks", 800, 4) * Payload.MARKED_ONE_OF;
        Servers servers = rig.servers(name());
        try (Stage stage = new Stage()) {
            Visited busy = start(servers, stage, "hub-busy");
            Visited quiet = start(servers, stage, "hub-quiet");
            busy.load.follow(Follow.all(STREAMS, CONNECTIONS));
            // in this order, because what a hub puts off in a round is counted in its next one
            rig.measure(
                    name(),
                    List.of(
                            busy.contestant(ALL, records, () -> Rig.deliver(busy.load, records, records * STREAMS)),
                            quiet.visitedBy(ONE, 1, records, 0),
                            busy.visitedBy(ALL_AND_ONE, 1, records, records * STREAMS),
                            quiet.visitedBy(MANY, STREAMS, records, 0)));
        }
        rig.report().atMost("6", name(), Metric.CPU_PER_RECORD, ALL_AND_ONE, NOTHING, ALL);
        rig.report().atMost("6", name(), Metric.CPU_PER_RECORD, MANY, 1.5, ONE);
    }

    private static Visited start(Servers servers, Stage stage, String name) {
        int port = Servers.freePort();
        ServerProcess process = stage.keep(servers.hub(name, port, Rig.SQLITE));
        return new Visited(process, stage.keep(new GrpcLoad(port)));
    }

    /** A hub whose filtered followers come for a round and go: what is compared, is so in one process. */
    private record Visited(ServerProcess process, GrpcLoad load) {

        Contestant contestant(String name, long records, Runnable round) {
            return new Contestant(name, process, records, round);
        }

        Contestant visitedBy(String name, int filtered, long records, long otherDeliveries) {
            long deliveries = otherDeliveries + records / Payload.MARKED_ONE_OF * filtered;
            Follow visitors = Follow.marked(filtered, CONNECTIONS);
            return contestant(
                    name, records, () -> load.meanwhile(visitors, () -> Rig.deliver(load, records, deliveries)));
        }
    }
}
