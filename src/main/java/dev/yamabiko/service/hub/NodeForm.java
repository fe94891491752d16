package dev.yamabiko.service.hub;

import dev.yamabiko.node.Node;
import dev.yamabiko.proto.hub.v1.NodeLoad;
import dev.yamabiko.proto.hub.v1.NodeState;

/** How a node looks on the wire. Stateless. */
final class NodeForm {

    private NodeForm() {}

    static dev.yamabiko.proto.hub.v1.Node of(Node node) {
        return dev.yamabiko.proto.hub.v1.Node.newBuilder()
                .setId(node.id())
                .setAddress(node.address())
                .setVersion(node.version())
                .setState(of(node.state()))
                .setLoad(of(node.load()))
                .build();
    }

    static NodeState of(Node.State state) {
        return switch (state) {
            case SERVING -> NodeState.NODE_STATE_SERVING;
            case NOT_SERVING -> NodeState.NODE_STATE_NOT_SERVING;
            case DRAINING -> NodeState.NODE_STATE_DRAINING;
            case SILENT -> NodeState.NODE_STATE_SILENT;
        };
    }

    static NodeLoad of(Node.Load load) {
        return NodeLoad.newBuilder()
                .setConnections(load.connections())
                .setCalls(load.calls())
                .setSubscriptions(load.subscriptions())
                .setRecordsAppended(load.recordsAppended())
                .build();
    }
}
