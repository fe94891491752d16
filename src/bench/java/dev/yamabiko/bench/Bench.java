package dev.yamabiko.bench;

import dev.yamabiko.bench.report.Report;
import dev.yamabiko.bench.report.ReportFiles;
import dev.yamabiko.bench.scenario.FanOut;
import dev.yamabiko.bench.scenario.Ingest;
import dev.yamabiko.bench.scenario.Latency;
import dev.yamabiko.bench.scenario.Replay;
import dev.yamabiko.bench.scenario.Rig;
import dev.yamabiko.bench.scenario.Scenario;
import dev.yamabiko.bench.server.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One run of the bench: the scenarios that were asked for, one after the other, and their report. One thread. */
final class Bench {

    private static final List<Scenario> ALL = List.of(
            new FanOut("1", 100, 4, 200_000, 2_000),
            new FanOut("1", 1_000, 100, 20_000, 200),
            new Ingest(),
            new Replay(),
            new Latency());

    private final Settings settings;
    private final Path folder;

    /** A run whose report and remains go to a folder, which is emptied first. */
    Bench(Settings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** What {@code bench.only} knows. */
    static List<String> names() {
        return ALL.stream().map(Scenario::name).toList();
    }

    /** Measures; returns what came out. The files are written anew after each scenario. */
    Report run() throws IOException {
        delete(folder);
        Report report = new Report();
        Rig rig = new Rig(settings, report, folder, Servers.nats());
        ReportFiles files = new ReportFiles(folder, settings.used(), rig.nats());
        for (Scenario scenario : ALL) {
            if (settings.wants(scenario.name())) {
                scenario.run(rig);
                delete(folder.resolve("run"));
                System.out.println(files.write(report));
            }
        }
        return report;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
