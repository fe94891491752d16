package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.LogStream;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What crosses between three nodes: it grows with the nodes that read a topic, not with their readers. */
class RelayIT {

    private static final Logger LOG = LoggerFactory.getLogger(RelayIT.class);
    private static final int WRITER = 0;
    private static final int BLOCKS = 50;
    private static final int READERS = 100;
    private static final int TOPICS = 10_000;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SECONDS = Duration.ofSeconds(15);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final List<LogStream> streams = new ArrayList<>();
    private Shared journal;
    private HubCluster cluster;

    /** What a node has sent to others. */
    private record Relayed(long blocks, long bytes) {

        static Relayed by(HubCluster cluster, int node) {
            var gauges = cluster.client(node).gauges();
            return new Relayed(
                    gauges.getOrDefault("relay_blocks_sent", 0L), gauges.getOrDefault("relay_bytes_sent", 0L));
        }

        Relayed since(Relayed before) {
            return new Relayed(blocks - before.blocks, bytes - before.bytes);
        }
    }

    @BeforeEach
    void setUp() {
        journal = Shared.start("postgres", folder);
        cluster = HubCluster.start(folder, 3, journal);
    }

    @AfterEach
    void tearDown() {
        streams.forEach(LogStream::cancel);
        cluster.close();
        journal.close();
    }

    @Test
    void shouldSendABlockOnceToEachNodeThatReadsItsTopic() {
        // Given readers on the node that writes alone
        follow(WRITER, "app");
        Relayed none = relayed();

        // When another node has one reader, then many, and then the third has some too
        follow(1, "app");
        awaitRelayTo(1);
        Relayed one = relayed();
        IntStream.range(1, READERS).forEach(i -> follow(1, "app"));
        Relayed many = relayed();
        IntStream.range(0, READERS).forEach(i -> follow(2, "app"));
        awaitRelayTo(2);
        Relayed two = relayed();

        // Then what crosses has grown with the nodes
        LOG.info(
                "{} blocks to no, one, one with {} readers, two nodes: {} {} {} {}",
                BLOCKS,
                READERS,
                none,
                one,
                many,
                two);
        assertThat(none).isEqualTo(new Relayed(0, 0));
        assertThat(one.blocks()).isEqualTo(BLOCKS);
        assertThat(many).isEqualTo(one);
        assertThat(two).isEqualTo(new Relayed(2 * one.blocks(), 2 * one.bytes()));
    }

    @Test
    void shouldJoinInSecondsThoughTenThousandTopicsAreRead() {
        // Given how long a node takes to come back, and 10,000 topics with a reader
        long without = comeBack();
        IntStream.range(0, TOPICS).forEach(i -> follow(1, "app-" + i));
        try (NodeClient other = NodeClient.of(cluster.node(1))) {
            Await.until(
                    () -> "all are read: " + other.gauge("subscriptions_open") + ", ended: " + ended(),
                    SOON,
                    () -> other.gauge("subscriptions_open") == TOPICS);
        }

        // When it comes back again
        long with = comeBack();

        // Then it takes seconds more at most, and it knows who reads what
        LOG.info("back without topics in {} ms, with {} topics in {} ms", without, TOPICS, with);
        assertThat(with).isLessThan(without + SECONDS.toMillis());
        Await.until("blocks of the last topic go there", SECONDS, () -> {
            write(2, "app-" + (TOPICS - 1));
            return Relayed.by(cluster, 2).blocks() > 0;
        });
    }

    private List<Outcome> ended() {
        return streams.stream()
                .filter(LogStream::over)
                .map(stream -> stream.outcome(SOON))
                .limit(3)
                .toList();
    }

    private long comeBack() {
        cluster.kill(2);
        long began = System.nanoTime();
        cluster.startAgain(2);
        Await.until("it serves", SOON, cluster.client(2)::serving);
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }

    /** What the writing node sends for so many blocks, one after the other. */
    private Relayed relayed() {
        Relayed before = Relayed.by(cluster, WRITER);
        IntStream.range(0, BLOCKS).forEach(i -> write(WRITER, "app"));
        return Relayed.by(cluster, WRITER).since(before);
    }

    private void awaitRelayTo(int node) {
        Await.until("blocks go to node " + node, SOON, () -> {
            write(WRITER, "app");
            return cluster.client(node).gauge("relay_blocks_received") > 0;
        });
    }

    private void write(int node, String application) {
        Outcome outcome =
                cluster.client(node).collect(Entries.of(application, 1).range(1, 1));
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
    }

    private void follow(int node, String application) {
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .build();
        LogStream stream = cluster.client(node).stream(request, line -> {});
        stream.epoch(SOON);
        streams.add(stream);
    }
}
