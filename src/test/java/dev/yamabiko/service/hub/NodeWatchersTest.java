package dev.yamabiko.service.hub;

import static dev.yamabiko.node.Node.State.NOT_SERVING;
import static dev.yamabiko.node.Node.State.SERVING;
import static dev.yamabiko.support.FakeNodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.support.FakeSink;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class NodeWatchersTest {

    private final Vertx vertx = Vertx.vertx();
    private final FakeNodes nodes = new FakeNodes(node("a", SERVING));
    private final NodeWatchers watchers = new NodeWatchers(vertx, nodes);

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldGiveASlowWatcherTheNewestListAlone() throws Exception {
        // Given
        FakeSink slow = FakeSink.open();
        watchers.add(WatchNodesRequest.getDefaultInstance(), slow);
        slow.allow(0);

        // When
        for (int i = 0; i < 1_000; i++) {
            nodes.put(node("b", i % 2 == 0 ? SERVING : NOT_SERVING));
        }
        nodes.remove("b");
        nodes.put(node("c", NOT_SERVING));
        slow.allow(10);
        slow.allow(10);

        // Then
        assertThat(slow.writes()).isEqualTo(2);
        assertThat(newest(slow).getNodesList())
                .extracting(dev.yamabiko.proto.hub.v1.Node::getId, dev.yamabiko.proto.hub.v1.Node::getState)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", NodeState.NODE_STATE_SERVING),
                        org.assertj.core.groups.Tuple.tuple("c", NodeState.NODE_STATE_NOT_SERVING));
    }

    @Test
    void shouldForgetAWatcherThatHasLeft() {
        // Given
        FakeSink gone = FakeSink.open();
        watchers.add(WatchNodesRequest.getDefaultInstance(), gone);

        // When
        gone.disconnect();
        nodes.put(node("b", SERVING));

        // Then
        assertThat(gone.writes()).isEqualTo(1);
    }

    private static WatchNodesResponse newest(FakeSink sink) throws Exception {
        List<byte[]> said =
                sink.entries().stream().map(entry -> entry.toByteArray()).toList();
        return WatchNodesResponse.parseFrom(said.get(said.size() - 1));
    }
}
