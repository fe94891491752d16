package dev.yamabiko.bench.scenario;

import dev.yamabiko.bench.load.Follow;
import dev.yamabiko.bench.load.GrpcLoad;
import dev.yamabiko.bench.report.Metric;
import dev.yamabiko.bench.server.ServerProcess;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.chaos.rig.ClusterFile;
import dev.yamabiko.chaos.rig.FreePorts;
import dev.yamabiko.support.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A writer on one of two nodes, readers on the other alone. Beside it the same writer and readers at two nodes of a
 * plain vertx-grpc server on a clustered event bus, one message for each record; and the bus by itself, whose sender
 * and receiver have no clients. Each record counts once, however many read it. One thread.
 */
public final class Cluster implements Scenario {

    private static final String BUS = "event-bus";
    private static final String BARE_BUS = "event-bus without clients";
    private static final String POSTGRES = "hub-postgres";
    private static final String HAZELCAST = "hub-hazelcast";
    /** What is slow gets fewer records, so that its rounds take no minutes. */
    private static final int PLAIN_SHARE = 10;

    private static final int MEMBERS = 2;
    private static final int READERS = 4;
    private static final Duration ROUND_LIMIT = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public void run(Rig rig) throws IOException {
        long records = rig.settings().number(name(), 1_000_000, 10_000);
        Servers servers = rig.servers(name());
        Files.createDirectories(servers.folder());
        try (Stage stage = new Stage()) {
            List<Contestant> contestants = new ArrayList<>();
            contestants.add(hubs(servers, stage, HAZELCAST, List.of(), records));
            if (rig.settings().count("cluster.postgres", 1, 0) == 1) {
                Database database = stage.keep(Database.start(servers.folder().resolve("postgres")));
                contestants.add(hubs(servers, stage, POSTGRES, List.of("--database", database.url()), records));
            }
            contestants.add(grpc(servers, stage, Math.max(1, records / PLAIN_SHARE)));
            contestants.add(buses(servers, stage, records));
            rig.measure(name(), contestants);
        }
        for (String bus : List.of(BUS, BARE_BUS)) {
            rig.report().atLeast("5", name(), Metric.RECORDS_PER_SECOND, HAZELCAST, 10, bus);
            rig.report().atLeast("5", name(), Metric.RECORDS_PER_SECOND, POSTGRES, 10, bus);
        }
    }

    private static Contestant hubs(Servers servers, Stage stage, String name, List<String> journal, long records)
            throws IOException {
        int writerPort = Servers.freePort();
        int readerPort = Servers.freePort();
        String yaml = "cluster:\n  file: " + file(servers, name) + "\n";
        ServerProcess writerNode = stage.keep(servers.node(name + "-1", writerPort, yaml, journal));
        ServerProcess readerNode = stage.keep(servers.node(name + "-2", readerPort, yaml, journal));
        return delivering(name, writerNode, readerNode, stage.keep(new GrpcLoad(writerPort, readerPort)), records);
    }

    private static Contestant grpc(Servers servers, Stage stage, long records) throws IOException {
        int writerPort = Servers.freePort();
        int readerPort = Servers.freePort();
        Path file = file(servers, BUS);
        ServerProcess writerNode = stage.keep(servers.plainGrpcNode(BUS + "-1", writerPort, file));
        ServerProcess readerNode = stage.keep(servers.plainGrpcNode(BUS + "-2", readerPort, file));
        return delivering(BUS, writerNode, readerNode, stage.keep(new GrpcLoad(writerPort, readerPort)), records);
    }

    private static Contestant delivering(
            String name, ServerProcess writerNode, ServerProcess readerNode, GrpcLoad load, long records) {
        load.follow(Follow.all(READERS, 1));
        return new Contestant(
                name, List.of(writerNode, readerNode), records, () -> Rig.deliver(load, records, records * READERS));
    }

    private static Contestant buses(Servers servers, Stage stage, long records) throws IOException {
        Path file = file(servers, "bare-bus");
        ServerProcess receiver = stage.keep(servers.eventBus(file, "receiver"));
        ServerProcess sender = stage.keep(servers.eventBus(file, "sender"));
        int[] rounds = new int[1];
        return new Contestant(BARE_BUS, List.of(sender, receiver), records, () -> {
            sender.tell(Long.toString(records));
            sender.awaitSaid("done " + ++rounds[0] + "\n", ROUND_LIMIT);
        });
    }

    /** Where the members of one cluster find each other, and nobody else. */
    private static Path file(Servers servers, String name) throws IOException {
        Path folder = Files.createDirectories(servers.folder().resolve(name));
        return ClusterFile.write(folder, List.of("127.0.0.1"), FreePorts.next(MEMBERS), MEMBERS);
    }
}
