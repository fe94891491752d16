package dev.yamabiko.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks a node who else is there, as long as there is a connection to it, so that a client knows where to go before it
 * has to. A node that does not say is none the worse; one that says no more, as after the end of a token, is asked
 * again with the next call. On the event loop of its client.
 */
final class NodeNews {

    private final GrpcClient client;
    private final Servers servers;
    private final Set<HttpConnection> listening = new HashSet<>();

    /** Tells {@code servers}. */
    NodeNews(GrpcClient client, Servers servers) {
        this.client = client;
        this.servers = servers;
    }

    /** Listens to the node at the other end of a connection, once; {@code token}: of a call on it; null: none. */
    void listen(HttpConnection connection, SocketAddress node, @Nullable String token) {
        if (listening.add(connection)) {
            client.request(node, HubMethods.WATCH_NODES)
                    .onSuccess(request -> watch(connection, request, token))
                    .onFailure(lost -> listening.remove(connection));
        }
    }

    private void watch(HttpConnection connection, GrpcClientRequest<Buffer, Buffer> request, @Nullable String token) {
        HubMethods.authorize(request, token);
        request.exceptionHandler(lost -> listening.remove(connection));
        request.response().onFailure(lost -> listening.remove(connection)).onSuccess(response -> {
            response.exceptionHandler(lost -> listening.remove(connection));
            response.endHandler(v -> listening.remove(connection));
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
