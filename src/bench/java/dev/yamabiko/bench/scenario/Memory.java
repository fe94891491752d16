package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.Follow;
import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.load.Load;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.report.Series;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the process holds in memory, as the kernel counts it, with a heap of at most 512 MB: for each of many idle
 * followers, and, round by round, under full load with followers that have stopped reading.
 */
public final class Memory implements Scenario {

    private static final List<String> HEAP = List.of("-Xmx512m");
    private static final String IDLE = "idle followers";
    private static final String COLLECTED = "idle followers, after a full collection";
    private static final String STALLED = "stalled followers under load";
    private static final double KILOBYTES_PER_FOLLOWER = 15;
    /** Flat is what rounds cannot tell apart. */
    private static final double FLAT = 1.05;

    private static final int STREAMS_PER_CONNECTION = 10;
    private static final long WRITTEN_AT_ONCE = 20_000;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Rig rig) {
        idle(rig);
        stalled(rig);
        rig.report().atMost("7", name(), Metric.RESIDENT_PER_FOLLOWER, IDLE, KILOBYTES_PER_FOLLOWER);
        rig.report().atMost("7", name(), Metric.GROWTH, STALLED, FLAT);
    }

    private void idle(Rig rig) {
        int followers = rig.settings().count("memory.idle", 10_000, 200);
        Duration calm = Duration.ofSeconds(rig.settings().number("memory.calm-seconds", 5, 0));
        List<Double> resident = new ArrayList<>();
        List<Double> collected = new ArrayList<>();
        for (int round = 0; round < rig.settings().rounds(); round++) {
            int port = Servers.freePort();
            Servers servers = rig.servers(name() + "-idle-" + round);
            try (ServerProcess hub = hub(servers, port);
                    GrpcLoad load = new GrpcLoad(port)) {
                load.write(1);
                Await.passing(calm);
                long before = hub.residentBytes();
                load.follow(Follow.stalled(followers, followers / STREAMS_PER_CONNECTION));
                Await.passing(calm);
                resident.add((hub.residentBytes() - before) / 1e3 / followers);
                hub.jcmd("GC.run");
                collected.add((hub.residentBytes() - before) / 1e3 / followers);
                load.received();
            }
        }
        rig.report().add(new Series(name(), IDLE, Metric.RESIDENT_PER_FOLLOWER, resident));
        rig.report().add(new Series(name(), COLLECTED, Metric.RESIDENT_PER_FOLLOWER, collected));
    }

    private void stalled(Rig rig) {
        int followers = rig.settings().count("memory.stalled", 1_000, 50);
        Duration warmUp = Duration.ofSeconds(rig.settings().number("memory.warm-up-seconds", 60, 0));
        Duration round = Duration.ofSeconds(rig.settings().number("memory.round-seconds", 10, 0));
        List<Double> resident = new ArrayList<>();
        List<Double> growth = new ArrayList<>();
        int port = Servers.freePort();
        try (ServerProcess hub = hub(rig.servers(name() + "-stalled"), port);
                GrpcLoad load = new GrpcLoad(port)) {
            load.follow(Follow.stalled(followers, followers / STREAMS_PER_CONNECTION));
            load.follow(Follow.all(STREAMS_PER_CONNECTION, 1));
            write(load, warmUp);
            double begin = hub.residentBytes();
            for (int i = 0; i < rig.settings().rounds(); i++) {
                write(load, round);
                resident.add(hub.residentBytes() / 1e6);
                growth.add(hub.residentBytes() / begin);
            }
        }
        rig.report().add(new Series(name(), STALLED, Metric.RESIDENT, resident));
        rig.report().add(new Series(name(), STALLED, Metric.GROWTH, growth));
    }

    private static ServerProcess hub(Servers servers, int port) {
        return servers.launchHub(Rig.HUB, port, Rig.SQLITE, HEAP, List.of()).awaitSaid("ready on ");
    }

    private static void write(Load load, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        do {
            load.write(WRITTEN_AT_ONCE);
            load.received();
        } while (System.nanoTime() < end);
    }
}
