package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import io.grpc.StatusRuntimeException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The nodes of a cluster as one of them sees it. Immutable.
 *
 * @param nodes all of them; none if it did not answer
 */
public record NodeList(List<Node> nodes) {

    private static final int ANSWER_SECONDS = 5;

    /** What a node says now. */
    public static NodeList of(NodeClient client) {
        try {
            client.reconnect();
            Iterator<dev.yamabiko.proto.hub.v1.WatchNodesResponse> lists = HubServiceGrpc.newBlockingStub(
                            client.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .watchNodes(WatchNodesRequest.getDefaultInstance());
            return new NodeList(lists.next().getNodesList());
        } catch (StatusRuntimeException error) {
            return new NodeList(List.of());
        }
    }

    /** How many of them take calls. */
    public long serving() {
        return nodes.stream()
                .filter(node -> node.getState() == NodeState.NODE_STATE_SERVING)
                .count();
    }

    @Override
    public String toString() {
        return nodes.stream()
                .map(node -> node.getAddress() + " " + node.getState())
                .sorted()
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
