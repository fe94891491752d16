package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Series;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * From the start of the process to its ready line, with the jar in the file cache; then what it uses while nothing
 * happens.
 */
public final class Startup implements Scenario {

    private static final double READY_MS = 2_500;
    private static final double IDLE_PERCENT = 1;
    private static final String IDLE = "idle hub";

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public void run(Rig rig) {
        Duration calm = Duration.ofSeconds(rig.settings().number("startup.calm-seconds", 5, 0));
        Duration idle = Duration.ofSeconds(rig.settings().number("startup.idle-seconds", 10, 1));
        List<Double> ready = new ArrayList<>();
        List<Double> share = new ArrayList<>();
        for (int round = -rig.settings().warmUp(); round < rig.settings().rounds(); round++) {
            Servers servers = rig.servers(name() + "-" + (round + rig.settings().warmUp()));
            long before = System.nanoTime();
            try (ServerProcess hub = servers.hub(Rig.HUB, Servers.freePort(), Rig.SQLITE)) {
                double millis = (System.nanoTime() - before) / 1e6;
                if (round >= 0) {
                    ready.add(millis);
                    Await.passing(calm);
                    share.add(100 * share(hub, idle));
                }
            }
        }
        rig.report().add(new Series(name(), Rig.HUB, Metric.START, ready));
        rig.report().add(new Series(name(), IDLE, Metric.CPU_SHARE, share));
        rig.report().atMost("9", name(), Metric.START, Rig.HUB, READY_MS);
        rig.report().atMost("9", name(), Metric.CPU_SHARE, IDLE, IDLE_PERCENT);
    }

    private static double share(ServerProcess hub, Duration time) {
        long before = hub.cpuNanos();
        Await.passing(time);
        return (double) (hub.cpuNanos() - before) / time.toNanos();
    }
}
