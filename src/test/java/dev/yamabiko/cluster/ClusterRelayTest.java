package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Records;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blocks between real members, and what the members know of each other's readers. */
class ClusterRelayTest extends ClusterFixture {

    private TestNode a;
    private TestNode b;

    @BeforeEach
    void setUp() {
        a = start("a");
        b = start("b");
        await(
                "the nodes hear each other",
                () -> a.seen(Node.State.SERVING).size() == 2
                        && b.seen(Node.State.SERVING).size() == 2);
    }

    @Test
    void shouldBringABlockToEachNodeThatReadsItsTopicOnce() {
        // Given many readers on one of three nodes
        TestNode c = start("c");
        IntStream.range(0, 50).forEach(i -> b.relay.reads(new Selection.Topics(Set.of(TOPIC))));
        awaitInterest(a, b, TOPIC);

        // When a block is published on another
        a.publish(TOPIC, 1, 3);

        // Then it crosses once, as it was
        await("the block arrives", () -> a.arrived.size() == 1 && b.arrived.size() == 1);
        Block block = b.arrived.get(0);
        assertThat(block.topic()).isEqualTo(TOPIC);
        assertThat(block.info()).isEqualTo(a.arrived.get(0).info());
        assertThat(block.frames().toBytes()).isEqualTo(a.arrived.get(0).frames().toBytes());
        assertThat(a.gauge("relay_blocks_sent")).isEqualTo(1);
        assertThat(a.gauge("relay_bytes_sent")).isEqualTo(block.info().bytes());
        assertThat(b.gauge("relay_blocks_received")).isEqualTo(1);
        assertThat(c.gauge("relay_blocks_received")).isZero();
    }

    @Test
    void shouldSendNothingWhereNobodyReads() {
        // Given a node that reads another topic, and one that does not read any more
        Runnable stop = b.relay.reads(new Selection.Topics(Set.of(TOPIC)));
        b.relay.reads(new Selection.Topics(Set.of(OTHER)));
        awaitInterest(a, b, TOPIC);
        stop.run();
        await("the end of reading is told", () -> !peer(a, b).interests().reads(TOPIC));

        // When
        a.publish(TOPIC, 1, 3);
        a.publish(OTHER, 1, 3);

        // Then
        await("the other block arrives", () -> b.arrived.size() == 1);
        assertThat(b.arrived.get(0).topic()).isEqualTo(OTHER);
        assertThat(a.gauge("relay_blocks_sent")).isEqualTo(1);
    }

    @Test
    void shouldReadByPrefixUntilTheLastReaderLeaves() {
        // Given two readers by prefix
        Runnable first = b.relay.reads(new Selection.Prefix("logs/"));
        Runnable second = b.relay.reads(new Selection.Prefix("logs/"));
        awaitInterest(a, b, TOPIC);

        // When one leaves, twice
        first.run();
        first.run();
        a.publish(TOPIC, 1, 1);

        // Then blocks go on to come, until the other leaves
        await("the block arrives", () -> b.arrived.size() == 1);
        second.run();
        await("the end of reading is told", () -> !peer(a, b).interests().reads(TOPIC));
    }

    @Test
    void shouldKeepTheOrderOfATopic() {
        b.relay.reads(new Selection.Topics(Set.of(TOPIC)));
        awaitInterest(a, b, TOPIC);

        IntStream.range(0, 2_000).forEach(i -> a.publish(TOPIC, 1 + 2L * i, 2));

        // Then each record arrives once and in order, whether or not blocks were joined on the way
        await("all records arrive", () -> Records.offsets(b.arrived).size() >= 4_000);
        assertThat(Records.offsets(b.arrived))
                .isEqualTo(LongStream.rangeClosed(1, 4_000).boxed().toList());
    }

    @Test
    void shouldDropBlocksOfAnotherHistory() {
        b.relay.reads(new Selection.Topics(Set.of(TOPIC)));
        awaitInterest(a, b, TOPIC);
        a.epoch = "two";

        a.publish(TOPIC, 1, 1);

        await("the block is refused", () -> b.gauge("relay_blocks_foreign") == 1);
        assertThat(b.arrived).isEmpty();
    }

    @Test
    void shouldTellTenThousandTopicsInAMoment() {
        // Given a node that reads 10,000 topics
        Set<Topic> topics = IntStream.range(0, 10_000)
                .mapToObj(i -> new Topic("logs/application-" + i))
                .collect(Collectors.toSet());
        b.relay.reads(new Selection.Topics(topics));
        await("the other node knows", () -> topics.stream().allMatch(peer(a, b).interests()::reads));

        // When another joins
        long started = System.nanoTime();
        TestNode c = start("c");
        await(
                "the new node knows",
                () -> peer(c, b) != null && topics.stream().allMatch(peer(c, b).interests()::reads));

        // Then it knows within seconds, most of them Hazelcast's
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(15));
    }
}
