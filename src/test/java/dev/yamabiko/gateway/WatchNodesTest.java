package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.WATCH_NODES;
import static dev.yamabiko.node.Node.State.DRAINING;
import static dev.yamabiko.node.Node.State.SERVING;
import static dev.yamabiko.node.Node.State.SILENT;
import static dev.yamabiko.support.FakeNodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import dev.yamabiko.node.Node;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.GetNodeResponse;
import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import dev.yamabiko.support.FakeNodes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients hear of the nodes of a hub, as the test arranges them. */
@Timeout(60)
class WatchNodesTest {

    private final FakeNodes nodes = new FakeNodes(node("a", SERVING));
    private OneGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new OneGateway(readiness -> nodes);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void shouldTellOfAllNodesAtOnceAndOfEachChange() throws Exception {
        // Given
        nodes.put(node("b", SERVING));
        RawCall watch = watch(WatchNodesRequest.newBuilder());
        assertThat(states(watch)).isEqualTo("a SERVING, b SERVING");

        // When, and then
        nodes.put(node("c", SERVING));
        assertThat(states(watch)).isEqualTo("a SERVING, b SERVING, c SERVING");
        nodes.put(node("b", SILENT));
        assertThat(states(watch)).isEqualTo("a SERVING, b SILENT, c SERVING");
        nodes.remove("c");
        assertThat(states(watch)).isEqualTo("a SERVING, b SILENT");
        assertThat(watch.rest()).isEmpty();
    }

    @Test
    void shouldTellWhereANodeIsAndHowMuchItHasToDo() throws Exception {
        nodes.load("a", new Node.Load(1, 2, 3, 4));

        dev.yamabiko.proto.hub.v1.Node told =
                next(watch(WatchNodesRequest.newBuilder())).getNodes(0);
        GetNodeResponse self = GetNodeResponse.parseFrom(gateway.connection()
                .call(GET_NODE)
                .send(GrpcFrames.plain(GetNodeRequest.getDefaultInstance()))
                .end()
                .message());

        assertThat(told.getAddress()).isEqualTo("a:8080").isEqualTo(self.getAddress());
        assertThat(told.getVersion()).isEqualTo("1.2.3").isEqualTo(self.getVersion());
        assertThat(told.getState()).isEqualTo(NodeState.NODE_STATE_SERVING).isEqualTo(self.getState());
        assertThat(told.getLoad().getConnections()).isEqualTo(1);
        assertThat(told.getLoad().getCalls()).isEqualTo(2);
        assertThat(told.getLoad().getSubscriptions()).isEqualTo(3);
        assertThat(told.getLoad().getRecordsAppended()).isEqualTo(4);
        assertThat(self.getLoad()).isEqualTo(told.getLoad());
        assertThat(self.getGaugesMap()).containsEntry("calls_open", 2L);
    }

    @Test
    void shouldTellAgainAtTheIntervalWithFreshLoad() throws Exception {
        RawCall watch = watch(WatchNodesRequest.newBuilder().setIntervalSeconds(1));
        assertThat(next(watch).getNodes(0).getLoad().getCalls()).isZero();

        nodes.load("a", new Node.Load(0, 7, 0, 0));

        assertThat(next(watch).getNodes(0).getLoad().getCalls()).isEqualTo(7);
        assertThat(next(watch).getNodes(0).getLoad().getCalls()).isEqualTo(7);
    }

    @Test
    void shouldGiveASignOfLifeWhenThereIsNoNews() throws Exception {
        RawCall watch = watch(WatchNodesRequest.newBuilder().setHeartbeatSeconds(1));
        assertThat(next(watch).getHeartbeat()).isFalse();

        assertThat(next(watch))
                .isEqualTo(WatchNodesResponse.newBuilder().setHeartbeat(true).build());
    }

    @Test
    void shouldTellThatTheNodeItselfGoesAwayAndEnd() throws Exception {
        RawCall watch = watch(WatchNodesRequest.newBuilder());
        next(watch);

        nodes.put(node("a", DRAINING));
        gateway.stop().await(20, TimeUnit.SECONDS);

        assertThat(states(watch)).isEqualTo("a DRAINING");
        assertThat(watch.await().text()).isEqualTo("UNAVAILABLE DRAINING");
    }

    @Test
    void shouldNameTheFieldsThatBreakTheirRules() throws Exception {
        RawCall.End end = watch(
                        WatchNodesRequest.newBuilder().setIntervalSeconds(-1).setHeartbeatSeconds(3_601))
                .await();

        assertThat(end.text()).isEqualTo("INVALID_ARGUMENT INVALID_REQUEST");
        assertThat(end.detail(BadRequest.class).getFieldViolationsList())
                .extracting(BadRequest.FieldViolation::getField)
                .containsExactly("interval_seconds", "heartbeat_seconds");
    }

    private RawCall watch(WatchNodesRequest.Builder request) throws Exception {
        return gateway.connection()
                .call(WATCH_NODES)
                .send(GrpcFrames.plain(request.build()))
                .end();
    }

    private static WatchNodesResponse next(RawCall call) throws Exception {
        return WatchNodesResponse.parseFrom(call.message());
    }

    private static String states(RawCall call) throws Exception {
        List<dev.yamabiko.proto.hub.v1.Node> list = next(call).getNodesList();
        return list.stream()
                .map(node -> node.getId() + node.getState().name().replace("NODE_STATE_", " "))
                .collect(Collectors.joining(", "));
    }
}
