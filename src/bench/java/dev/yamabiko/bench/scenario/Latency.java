package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.Follow;
import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.load.Latencies;
import dev.yamabiko.bench.load.Load;
import dev.yamabiko.bench.load.NatsLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Report;
import dev.yamabiko.bench.report.Series;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.support.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * From publish to deliver at a fixed arrival rate, to all of a hundred followers. A record that is written late,
 * because the server or the machine kept the writer waiting, counts from when it was due (open loop).
 */
public final class Latency implements Scenario {

    private static final String MEMORY = "hub-memory";
    private static final String SQLITE = "hub-sqlite";
    private static final String FSYNC = "append and fsync of a plain file";
    private static final int CONNECTIONS = 4;
    private static final int FSYNCS = 200;
    private static final double DURABLE_P99_MICROS = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void run(Rig rig) throws IOException {
        int rate = rig.settings().count("latency.rate", 10_000, 2_000);
        int streams = rig.settings().count("latency.readers", 100, 10);
        long records = rate * rig.settings().number("latency.seconds", 5, 1);
        Servers servers = rig.servers(name());
        List<Double> fsyncs = new ArrayList<>();
        try (Stage stage = new Stage()) {
            List<Subject> subjects = new ArrayList<>();
            subjects.add(hub(servers, stage, MEMORY, Rig.MEMORY));
            subjects.add(hub(servers, stage, SQLITE, Rig.SQLITE));
            rig.nats()
                    .ifPresentOrElse(
                            program -> {
                                int port = Servers.freePort();
                                ServerProcess nats = stage.keep(servers.natsCore(program, port));
                                subjects.add(new Subject(Rig.NATS, nats, stage.keep(new NatsLoad(port))));
                            },
                            () -> rig.skipNats(name(), Rig.NATS));
            subjects.forEach(subject -> subject.load.follow(Follow.timed(streams, CONNECTIONS)));
            PlainFile file = stage.keep(new PlainFile(servers.folder().resolve("plain")));
            rig.measure(
                    name(),
                    subjects.stream()
                            .map(subject -> subject.contestant(rate, records, streams))
                            .toList());
            for (int i = 0; i < rig.settings().rounds(); i++) {
                fsyncs.add(file.medianMicros(FSYNCS));
            }
            subjects.forEach(subject -> subject.report(name(), rig));
        }
        rig.report().add(new Series(name(), FSYNC, Metric.TIME, fsyncs));
        goals(rig.report());
    }

    private static Subject hub(Servers servers, Stage stage, String name, String yaml) {
        int port = Servers.freePort();
        ServerProcess hub = stage.keep(servers.hub(name, port, yaml));
        return new Subject(name, hub, stage.keep(new GrpcLoad(port)));
    }

    private void goals(Report report) {
        report.atMost("4", name(), Metric.LATENCY_P50, MEMORY, 2, Rig.NATS);
        report.atMost("4", name(), Metric.LATENCY_P99, MEMORY, 2, Rig.NATS);
        report.atMost("4", name(), Metric.LATENCY_P99, SQLITE, DURABLE_P99_MICROS);
    }

    /** Who is measured, and the percentiles of each of its rounds, in microseconds. */
    private static final class Subject {
        private final String name;
        private final ServerProcess server;
        private final Load load;
        private final Map<Metric, List<Double>> percentiles = new EnumMap<>(Metric.class);

        Subject(String name, ServerProcess server, Load load) {
            this.name = name;
            this.server = server;
            this.load = load;
        }

        Contestant contestant(int rate, long records, int streams) {
            return new Contestant(name, server, records * streams, () -> round(rate, records, streams));
        }

        /** The last rounds are those that count. */
        void report(String scenario, Rig rig) {
            int rounds = rig.settings().rounds();
            percentiles.forEach((metric, all) ->
                    rig.report().add(new Series(scenario, name, metric, all.subList(all.size() - rounds, all.size()))));
        }

        private void round(int rate, long records, int streams) {
            long expected = load.received() + records * streams;
            load.writeAt(rate, records);
            Await.until("delivery", LIMIT, () -> load.received() >= expected);
            Latencies latencies = load.takeLatencies();
            note(Metric.LATENCY_P50, latencies.percentile(50));
            note(Metric.LATENCY_P99, latencies.percentile(99));
            note(Metric.LATENCY_P999, latencies.percentile(99.9));
            note(Metric.LATENCY_MAX, latencies.max());
        }

        private void note(Metric metric, long nanos) {
            percentiles.computeIfAbsent(metric, key -> new ArrayList<>()).add(nanos / 1e3);
        }
    }
}
