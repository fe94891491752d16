package dev.yamabiko.chaos.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether what one node hears is repeated at once by all others: a topic for each node, which is written to there, and
 * read on every other node. An entry that only the look at the journal's tail brings comes later than {@link #AT_ONCE},
 * more often than not. Used by one thread.
 */
public final class Echo implements AutoCloseable {

    /** Within so long an entry is to be everywhere. */
    public static final Duration AT_ONCE = Duration.ofMillis(400);

    private static final String RECEIVED = "relay_blocks_received";
    private static final int IN_A_ROW = 5;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int HEARTBEAT_SECONDS = 1;

    private final HubCluster cluster;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    private final List<List<Follower>> readers = new ArrayList<>();
    private long number;

    /** Begins to read on each node. */
    public Echo(HubCluster cluster) {
        this.cluster = cluster;
        for (int from = 0; from < cluster.size(); from++) {
            int writer = from;
            readers.add(IntStream.range(0, cluster.size())
                    .filter(to -> to != writer)
                    .mapToObj(to -> reader(writer, to))
                    .toList());
        }
    }

    /**
     * Waits until several entries in a row came at once from each node to each other one, over the relay.
     *
     * @return how long it took until the first of these was sent
     */
    public Duration awaitEverywhere(Duration limit) {
        List<Long> before = received();
        long began = System.nanoTime();
        long first = began;
        int row = 0;
        List<String> late = List.of();
        while (row < IN_A_ROW) {
            if (System.nanoTime() - began > limit.toNanos()) {
                throw new AssertionError("not delivered at once within " + limit.toMillis() + " ms: " + late);
            }
            if (row == 0) {
                first = System.nanoTime();
            }
            late = late();
            row = late.isEmpty() ? row + 1 : 0;
            Await.passing(BETWEEN);
        }
        List<Long> after = received();
        for (int node = 0; node < cluster.size(); node++) {
            if (after.get(node) - before.get(node) < IN_A_ROW) {
                throw new AssertionError("node " + (node + 1) + ": " + RECEIVED + " from " + before + " to " + after);
            }
        }
        return Duration.ofNanos(first - began);
    }

    @Override
    public void close() {
        readers.forEach(those -> those.forEach(Follower::close));
        scheduler.shutdownNow();
    }

    /** Sends an entry to each node; who has not seen all of the others a moment later. */
    private List<String> late() {
        number++;
        long sent = number;
        List<Upload> uploads = IntStream.range(0, cluster.size())
                .mapToObj(node -> send(node, sent))
                .toList();
        long deadline = System.nanoTime() + AT_ONCE.toNanos();
        Await.until(
                "a moment passes",
                AT_ONCE.plusSeconds(60),
                () -> System.nanoTime() > deadline || missing(sent).isEmpty());
        List<String> missing = missing(sent);
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

    private List<String> missing(long sent) {
        return readers.stream()
                .flatMap(List::stream)
                .filter(reader -> reader.lastNumber() < sent)
                .map(Follower::toString)
                .collect(Collectors.toList());
    }

    private List<Long> received() {
        return IntStream.range(0, cluster.size())
                .mapToObj(node -> cluster.client(node).gauge(RECEIVED))
                .toList();
    }

    private Follower reader(int from, int to) {
        NodeClient node = cluster.client(to);
        String name = "echo from node " + (from + 1) + " on node " + (to + 1);
        return Follower.watchful(name, topic(from), () -> node, new Recorder(), scheduler, HEARTBEAT_SECONDS);
    }

    private static String topic(int node) {
        return "echo-" + (node + 1);
    }
}
