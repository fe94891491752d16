package dev.yamabiko.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node who else is there, as long as there is a connection to it, so that a client knows where to go before it
 * has to. A node that does not say is none the worse. On the event loop of its client.
 */
record NodeNews(GrpcClient client, Servers servers) {

    /**
     * Listens to the node at the other end of a new connection; {@code token}: of the call that made it; null: none.
     */
    void listen(SocketAddress node, @Nullable String token) {
        client.request(node, HubMethods.WATCH_NODES).onSuccess(request -> watch(request, token));
    }

    private void watch(GrpcClientRequest<Buffer, Buffer> request, @Nullable String token) {
        HubMethods.authorize(request, token);
        request.exceptionHandler(lost -> {});
        request.response().onSuccess(response -> {
            response.exceptionHandler(lost -> {});
            response.handler(message -> heard(message.getBytes()));
        });
        request.end(Buffer.buffer(WatchNodesRequest.getDefaultInstance().toByteArray()));
    }

    private void heard(byte[] message) {
        try {
            List<ServerAddress> serving = WatchNodesResponse.parseFrom(message).getNodesList().stream()
                    .filter(node -> node.getState() == NodeState.NODE_STATE_SERVING)
                    .map(Node::getAddress)
                    .flatMap(ServerAddress::reachable)
                    .toList();
            servers.learn(serving);
        } catch (InvalidProtocolBufferException foreign) {
            // A node of another kind: nothing is learned from it.
        }
    }
}
