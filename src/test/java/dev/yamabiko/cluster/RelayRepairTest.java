package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.support.Records;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is lost between nodes, and how it is made good. */
class RelayRepairTest extends ClusterFixture {

    private static final int BLOCK_RECORDS = 500;

    private TestNode a;
    private TestNode b;

    @BeforeEach
    void setUp() {
        a = start("a", TestNode.config(file, 1 << 20, TestNode.PLAIN));
        b = start("b", TestNode.config(file, 1 << 20, TestNode.PLAIN));
        await(
                "the nodes hear each other",
                () -> a.seen(Node.State.SERVING).size() == 2
                        && b.seen(Node.State.SERVING).size() == 2);
    }

    @Test
    void shouldFindOutThatInterestsWereMissed() {
        // Given a node that takes another for a reader of a topic that it does not read
        read(a, b, TOPIC);
        b.say("a", new Packet.Snapshot("b", 77, 0, true, List.of(new Interest(OTHER.name(), false))));
        awaitInterest(a, b, OTHER);

        // When the next sign of life says otherwise, then it is told again what that reads
        awaitInterest(a, b, TOPIC);
        await("the wrong interest is gone", () -> !peer(a, b).interests().reads(OTHER));
    }

    @Test
    void shouldDeliverWhateverBecomesOfTheRegistersOfTheEventBus() {
        // Given a cluster whose shared registers are empty, as after a split
        a.cluster.hazelcast().getMultiMap("__vertx.subs").clear();
        a.cluster.hazelcast().getMap("__vertx.nodeInfo").clear();

        // When a node joins and reads
        TestNode c = start("c");
        read(a, c, TOPIC);
        a.publish(TOPIC, 1, 1);

        // Then it gets what is published
        await("the block arrives", () -> c.arrived.size() == 1);
    }

    @Test
    void shouldLeaveANodeBehindThatTakesNothingAndServeTheOthers() throws InterruptedException {
        // Given two readers, one of which does not run
        TestNode c = start("c");
        read(a, b, TOPIC);
        read(a, c, TOPIC);
        CountDownLatch busy = new CountDownLatch(1);
        c.stall(busy);

        // When more is published than may be on the way
        int blocks = publishMoreThanTheBound();

        // Then the other one gets everything, and that one what the bound allows
        await("everything arrives", () -> b.arrived.size() == blocks);
        long bytes = b.arrived.get(0).info().bytes();
        assertThat(a.gauge("relay_blocks_dropped")).isPositive();
        assertThat((a.gauge("relay_blocks_sent") - blocks) * bytes).isLessThanOrEqualTo(1 << 20);

        // And when it runs again, it gets what is published then
        busy.countDown();
        await("it has taken what came", () -> peer(a, c).admit(block(1)) > 0);
        a.publish(TOPIC, 1_000_001, 1);
        await("the newest block arrives", () -> c.arrived.stream().anyMatch(block -> block.first() == 1_000_001));
    }

    private int publishMoreThanTheBound() {
        int blocks = 100;
        IntStream.range(0, blocks).forEach(i -> {
            a.relay.publish(block(1 + (long) i * BLOCK_RECORDS));
            await("the block arrives", () -> b.arrived.size() > i);
        });
        return blocks;
    }

    private static Block block(long first) {
        return Records.batch(TOPIC, BLOCK_RECORDS).stamp(first, 1);
    }
}
