package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.support.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is there, as real members see each other. */
class ClusterNodesTest extends ClusterFixture {

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
    void shouldSeeEachNodeAsItSays() {
        assertThat(a.relay.nodes().all())
                .containsExactlyElementsOf(b.relay.nodes().all());
        assertThat(a.relay.nodes().all())
                .contains(new Node("b", "127.0.0.1:1", "test", Node.State.SERVING, new Node.Load(1, 2, 3, 4)));
    }

    @Test
    void shouldHearAtOnceThatANodeDrains() {
        // Given somebody who watches
        AtomicInteger changes = new AtomicInteger();
        a.relay.nodes().watch(changes::incrementAndGet);

        // When
        b.state = Node.State.DRAINING;
        Answer.await(b.relay.announce());

        // Then
        await("the other node knows", () -> a.seen(Node.State.DRAINING).contains("b"));
        await("who watches is told", () -> changes.get() > 0);
    }

    @Test
    void shouldMissNobodyWhoLeavesInOrder() {
        leave(b);

        await("the node is gone", () -> a.relay.nodes().all().size() == 1);
        assertThat(a.gauge("nodes_silent")).isZero();
    }

    @Test
    void shouldForgetANodeThatCrashes() {
        crash(b);

        await("the node is gone", () -> a.relay.nodes().all().size() == 1);
    }

    @Test
    void shouldSayThatAMemberIsSilent() {
        // Given a member that never says anything
        TestNode c = mute("c");
        await("the member is known", () -> peer(a, c) != null);

        // When nothing is heard of it for a while, then it is silent, and the gauge says so too
        await("it is silent", () -> a.seen(Node.State.SILENT).contains("c"));
        await("it is counted", () -> a.gauge("nodes_silent") == 1);
    }
}
