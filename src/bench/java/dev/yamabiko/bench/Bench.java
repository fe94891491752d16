package dev.yamabiko.bench;

import dev.yamabiko.bench.report.Report;
import dev.yamabiko.bench.report.ReportFiles;
import dev.yamabiko.bench.scenario.Cluster;
import dev.yamabiko.bench.scenario.Doors;
import dev.yamabiko.bench.scenario.FanOut;
import dev.yamabiko.bench.scenario.FileTransfers;
import dev.yamabiko.bench.scenario.Filters;
import dev.yamabiko.bench.scenario.Ingest;
import dev.yamabiko.bench.scenario.InnerPieces;
import dev.yamabiko.bench.scenario.Latency;
import dev.yamabiko.bench.scenario.LoneAppend;
import dev.yamabiko.bench.scenario.Memory;
import dev.yamabiko.bench.scenario.Replay;
import dev.yamabiko.bench.scenario.Rig;
import dev.yamabiko.bench.scenario.Scenario;
import dev.yamabiko.bench.scenario.Startup;
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
            new FanOut("1", 100, 4, 200_000, 500),
            new FanOut("1", 1_000, 100, 20_000, 100),
            new Ingest(),
            new Replay(),
            new Latency(),
            new Cluster(),
            new Filters(),
            new Doors(),
            new FileTransfers(),
            new Memory(),
            new LoneAppend(),
            new Startup(),
            new InnerPieces());

    private final Settings settings;
    private final Path folder;

    /** A run whose report and remains go to a folder, which is emptied first. */
    Bench(Settings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** The scenarios of a run. */
    List<Scenario> wanted() {
        return ALL.stream().filter(scenario -> settings.wants(scenario.name())).toList();
    }

    /** Measures; returns what came out. The files are written anew after each scenario. */
    Report run() throws IOException {
        delete(folder);
        Report report = new Report();
        String table = "nothing was asked for";
        Rig rig = new Rig(settings, report, folder, Servers.nats());
        ReportFiles files = new ReportFiles(folder, settings.used(), Servers.versions());
        for (Scenario scenario : wanted()) {
            System.out.println("bench: " + scenario.name());
            scenario.run(rig);
            delete(folder.resolve("run"));
            table = files.write(report);
        }
        System.out.println(table);
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
