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
        long records = rig.settings().number("filters.chunks", 200, 4) * Payload.MARKED_ONE_OF;
        Servers servers = rig.servers(name());
        try (Stage stage = new Stage()) {
            rig.measure(
                    name(),
                    List.of(
                            hub(servers, stage, ALL, records, STREAMS, 0),
                            hub(servers, stage, ALL_AND_ONE, records, STREAMS, 1),
                            hub(servers, stage, ONE, records, 0, 1),
                            hub(servers, stage, MANY, records, 0, STREAMS)));
        }
        rig.report().atMost("6", name(), Metric.CPU_PER_RECORD, ALL_AND_ONE, NOTHING, ALL);
        rig.report().atMost("6", name(), Metric.CPU_PER_RECORD, MANY, 1.5, ONE);
    }

    private static Contestant hub(
            Servers servers, Stage stage, String name, long records, int unfiltered, int filtered) {
        int port = Servers.freePort();
        ServerProcess hub = stage.keep(servers.hub("hub-" + unfiltered + "-" + filtered, port, Rig.SQLITE));
        GrpcLoad load = stage.keep(new GrpcLoad(port));
        load.follow(Follow.all(unfiltered, CONNECTIONS));
        load.follow(Follow.marked(filtered, CONNECTIONS));
        long deliveries = records * unfiltered + records / Payload.MARKED_ONE_OF * filtered;
        return new Contestant(name, hub, records, () -> Rig.deliver(load, records, deliveries));
    }
}
