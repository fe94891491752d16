package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.Settings;
import dev.yamabiko.bench.load.Load;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Report;
import dev.yamabiko.bench.report.Series;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What scenarios measure with: rounds in turns, and where the figures go. One thread.
 *
 * @param folder of the report, and, below it, of what servers keep
 * @param nats where nats-server is, if it is installed
 */
public record Rig(Settings settings, Report report, Path folder, Optional<Path> nats) {

    static final String SQLITE = "journal:\n  type: sqlite\n";
    static final String MEMORY = "journal:\n  type: memory\n  max-bytes: 1073741824\n";
    static final String HUB = "hub";
    static final String NATS = "nats";
    static final String JETSTREAM = "jetstream";
    static final String GRPC = "vertx-grpc";
    static final String NULL_HTTP2 = "null-http2";
    static final String NULL_NATS = "null-nats";

    private static final Duration ROUND_LIMIT = Duration.ofMinutes(10);

    /** Starts servers whose files are in a folder of the scenario. */
    Servers servers(String scenario) {
        return new Servers(folder.resolve("run").resolve(scenario), settings.jvm());
    }

    /** Says that NATS has not taken part. */
    void skipNats(String scenario, String target) {
        report.skip(scenario, target, "nats-server is not installed");
    }

    /**
     * Lets each contestant run its rounds, in turns, there and back: first those that do not count, then those that do.
     * Reports processor time for each record, and records a second.
     */
    void measure(String scenario, List<Contestant> contestants) {
        for (Rounds rounds : rounds(scenario, contestants)) {
            report.add(new Series(scenario, rounds.name(), Metric.CPU_PER_RECORD, rounds.cpuPerRecord()));
            report.add(new Series(scenario, rounds.name(), Metric.RECORDS_PER_SECOND, rounds.recordsPerSecond()));
        }
    }

    /** The same of contestants whose records are bytes: nanoseconds for a byte are seconds for a gigabyte. */
    void measureBytes(String scenario, List<Contestant> contestants) {
        for (Rounds rounds : rounds(scenario, contestants)) {
            String name = rounds.name();
            report.add(new Series(scenario, name, Metric.BYTES_PER_SECOND, mega(rounds.recordsPerSecond())));
            report.add(new Series(scenario, name, Metric.BYTES_PER_CPU_SECOND, mega(rounds.recordsPerCpuSecond())));
            report.add(new Series(scenario, name, Metric.CPU_PER_GIGABYTE, rounds.cpuPerRecord()));
        }
    }

    /** Writes records, and waits until so many deliveries have come of it. */
    static void deliver(Load load, long records, long deliveries) {
        long expected = load.received() + deliveries;
        load.write(records);
        Await.until("delivery", ROUND_LIMIT, () -> load.received() >= expected);
        if (load.received() != expected) {
            throw new IllegalStateException(
                    "delivered: " + (load.received() - expected) + " too many (expected: " + deliveries + ")");
        }
    }

    private List<Rounds> rounds(String scenario, List<Contestant> contestants) {
        for (int i = 0; i < settings.warmUp(); i++) {
            contestants.forEach(contestant -> contestant.round().run());
        }
        List<Rounds> all = contestants.stream().map(Rounds::new).toList();
        flightRecorder(scenario, contestants, true);
        for (int round = 0; round < settings.rounds(); round++) {
            for (int turn = 0; turn < all.size(); turn++) {
                all.get(round % 2 == 0 ? turn : all.size() - 1 - turn).run();
            }
        }
        flightRecorder(scenario, contestants, false);
        return all;
    }

    private static List<Double> mega(List<Double> values) {
        return values.stream().map(value -> value / 1e6).toList();
    }

    private void flightRecorder(String scenario, List<Contestant> contestants, boolean on) {
        if (!settings.flightRecorder()) {
            return;
        }
        contestants.stream()
                .flatMap(contestant -> contestant.servers().stream())
                .filter(ServerProcess::isHub)
                .forEach(hub -> {
                    if (on) {
                        hub.jcmd("JFR.start", "name=bench", "settings=profile");
                    } else {
                        Path file = folder.resolve(scenario + "-" + hub.name() + ".jfr");
                        hub.jcmd("JFR.stop", "name=bench", "filename=" + file);
                    }
                });
    }
}
