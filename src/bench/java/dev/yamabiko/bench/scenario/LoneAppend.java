package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Series;
import dev.yamabiko.bench.server.Servers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One record to an idle hub, until it is acknowledged; in turns with one append and fsync of a plain file beside it.
 */
public final class LoneAppend implements Scenario {

    private static final String FILE = "append and fsync of a plain file";
    /** "About one fsync": the commit may sync as much as the plain file does, once more for all the rest. */
    private static final double ABOUT_ONE = 2;

    @Override
    public String name() {
        return "lone-append";
    }

    @Override
    public void run(Rig rig) throws IOException {
        int appends = rig.settings().count("lone-append", 1_000, 5);
        Servers servers = rig.servers(name());
        List<Double> acknowledged = new ArrayList<>();
        List<Double> synced = new ArrayList<>();
        try (Stage stage = new Stage()) {
            int port = Servers.freePort();
            stage.keep(servers.hub(Rig.HUB, port, Rig.SQLITE));
            GrpcLoad load = stage.keep(new GrpcLoad(port));
            PlainFile file = stage.keep(new PlainFile(servers.folder().resolve("plain")));
            for (int round = -rig.settings().warmUp(); round < rig.settings().rounds(); round++) {
                double[] ours = new double[appends];
                double[] plain = new double[appends];
                for (int i = 0; i < appends; i++) {
                    long before = System.nanoTime();
                    load.write(1);
                    ours[i] = (System.nanoTime() - before) / 1e3;
                    plain[i] = file.appendMicros();
                }
                if (round >= 0) {
                    acknowledged.add(median(ours));
                    synced.add(median(plain));
                }
            }
        }
        rig.report().add(new Series(name(), Rig.HUB, Metric.TIME, acknowledged));
        rig.report().add(new Series(name(), FILE, Metric.TIME, synced));
        rig.report().atMost("8", name(), Metric.TIME, Rig.HUB, ABOUT_ONE, FILE);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
