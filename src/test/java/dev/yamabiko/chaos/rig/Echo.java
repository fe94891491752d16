package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;

/**
 * Whether what one node hears is repeated at once by all others: a topic for each node, which is written to there, and
 * read on every other node, by readers who come back at once. Of several entries that only the look at the journal's
 * tail brings, one or the other comes later than {@link #AT_ONCE}; and nodes count what the relay has brought. Used by
 * one thread.
 */
public final class Echo implements AutoCloseable {

    /** Within so long an entry is to be everywhere. */
    public static final Duration AT_ONCE = Duration.ofMillis(800);

    private static final String RECEIVED = "relay_blocks_received";
    private static final int IN_A_ROW = 5;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int HEARTBEAT_SECONDS = 1;

    private final HubCluster cluster;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    /** By who writes, and who reads; nobody reads himself. */
    private final List<Map<Integer, Follower>> readers = new ArrayList<>();

    private long number;

    /** Begins to read on each node. */
    public Echo(HubCluster cluster) {
        this.cluster = cluster;
        for (int from = 0; from < cluster.size(); from++) {
            Map<Integer, Follower> those = new HashMap<>();
            for (int to = 0; to < cluster.size(); to++) {
                if (to != from) {
                    those.put(to, reader(from, to));
                }
            }
            readers.add(those);
        }
    }

    /**
     * Waits until several entries in a row came at once from each node to each other one, over the relay.
     *
     * @param limit by when the first of these is sent
     * @return how long it took until the first of these was sent
     */
    public Duration awaitEverywhere(Duration limit) {
        return await(IntStream.range(0, cluster.size()).boxed().toList(), limit);
    }

    /** The same among all nodes but one. */
    public Duration awaitWithout(int absent, Duration limit) {
        return await(
                IntStream.range(0, cluster.size())
                        .filter(node -> node != absent)
                        .boxed()
                        .toList(),
                limit);
    }

    private Duration await(List<Integer> among, Duration limit) {
        List<Long> before = received(among);
        long began = System.nanoTime();
        long first = began;
        int row = 0;
        List<String> late = List.of();
        while (row < IN_A_ROW) {
            if (row == 0) {
                first = System.nanoTime();
                if (first - began > limit.toNanos()) {
                    throw new AssertionError("not delivered at once within " + limit.toMillis() + " ms: " + late);
                }
            }
            late = late(among);
            row = late.isEmpty() ? row + 1 : 0;
            Await.passing(BETWEEN);
        }
        List<Long> after = received(among);
        for (int i = 0; i < among.size(); i++) {
            if (after.get(i) - before.get(i) < IN_A_ROW) {
                throw new AssertionError(RECEIVED + ": " + after + " (expected: more than " + before + ")");
            }
        }
        return Duration.ofNanos(first - began);
    }

    @Override
    public void close() {
        readers.forEach(those -> those.values().forEach(Follower::close));
        scheduler.shutdownNow();
    }

    /** Sends an entry to each node; who has not seen all of the others a moment later. */
    private List<String> late(List<Integer> among) {
        number++;
        long sent = number;
        List<Upload> uploads = among.stream().map(node -> send(node, sent)).toList();
        long deadline = System.nanoTime() + AT_ONCE.toNanos();
        Await.until(
                "a moment passes",
                AT_ONCE.plusSeconds(60),
                () -> System.nanoTime() > deadline || missing(among, sent).isEmpty());
        List<String> missing = missing(among, sent);
        uploads.forEach(Upload::cancel);
        return missing;
    }

    private Upload send(int node, long sent) {
        NodeClient client = cluster.client(node);
        client.reconnect();
        Upload upload = client.upload("echo-" + node + "/" + sent, ANSWER);
        upload.sendNow(Entries.of(topic(node), node).entry(sent));
        return upload;
    }

    private List<String> missing(List<Integer> among, long sent) {
        return among.stream()
                .flatMap(from -> among.stream().filter(to -> !to.equals(from)).map(readers.get(from)::get))
                .filter(reader -> reader.lastNumber() < sent)
                .map(Follower::toString)
                .toList();
    }

    private List<Long> received(List<Integer> among) {
        return among.stream().map(node -> cluster.client(node).gauge(RECEIVED)).toList();
    }

    private Follower reader(int from, int to) {
        NodeClient node = cluster.client(to);
        String name = "echo of node " + (from + 1) + " on node " + (to + 1);
        return Follower.watchful(name, topic(from), () -> node, new Recorder(), scheduler, HEARTBEAT_SECONDS)
                .impatient();
    }

    private static String topic(int node) {
        return "echo-" + (node + 1);
    }
}
