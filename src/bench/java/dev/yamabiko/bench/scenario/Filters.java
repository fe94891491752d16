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
            List<Mix> mixes = List.of(
                    new Mix(ALL, STREAMS, 0),
                    new Mix(ALL_AND_ONE, STREAMS, 1),
                    new Mix(ONE, 0, 1),
                    new Mix(MANY, 0, STREAMS));
            List<Started> hubs =
                    mixes.stream().map(mix -> start(servers, stage, mix)).toList();
            rig.measure(
                    name(),
                    hubs.stream().map(hub -> contestant(hub, stage, records)).toList());
        }
        rig.report().atMost("6", name(), Metric.CPU_PER_RECORD, ALL_AND_ONE, NOTHING, ALL);
        rig.report().atMost("6", name(), Metric.CPU_PER_RECORD, MANY, 1.5, ONE);
    }

    private static Started start(Servers servers, Stage stage, Mix mix) {
        int port = Servers.freePort();
        String name = "hub-" + mix.unfiltered + "-" + mix.filtered;
        return new Started(mix, port, stage.keep(servers.launchHub(name, port, Rig.SQLITE)));
    }

    private static Contestant contestant(Started hub, Stage stage, long records) {
        Mix mix = hub.mix;
        hub.process.awaitSaid("ready on ");
        GrpcLoad load = stage.keep(new GrpcLoad(hub.port));
        load.follow(Follow.all(mix.unfiltered, CONNECTIONS));
        load.follow(Follow.marked(mix.filtered, CONNECTIONS));
        long deliveries = records * mix.unfiltered + records / Payload.MARKED_ONE_OF * mix.filtered;
        return new Contestant(mix.name, hub.process, records, () -> Rig.deliver(load, records, deliveries));
    }

    /** Who follows. */
    private record Mix(String name, int unfiltered, int filtered) {}

    /** A hub for a mix, which may not be ready yet. */
    private record Started(Mix mix, int port, ServerProcess process) {}
}
