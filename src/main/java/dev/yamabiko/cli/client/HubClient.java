package dev.yamabiko.cli.client;

import dev.yamabiko.gateway.JoinedFlushes;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.common.ServiceMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The way to a hub: calls one of its nodes, and another where that one fails, over gRPC. Runs one event loop of its
 * own. For one thread.
 */
public final class HubClient implements AutoCloseable {

    private static final int CONNECT_MS = 5_000;
    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
    /** The hub's largest message is a little below what gRPC clients take by default, 4 MiB. */
    private static final int MAX_MESSAGE_BYTES = 4 << 20;

    private static final long PING_EVERY_MS = 10_000;
    private static final long PING_ANSWER_MS = 10_000;
    private static final long CLOSE_MS = 2_000;

    private final Servers servers;
    private final Vertx vertx;
    private final Context context;
    private final GrpcClient client;
    private final NodeNews news;
    private final Credentials credentials;
    private final boolean encrypted;

    /** Connects when first called, without TLS, as nobody. */
    public HubClient(List<ServerAddress> servers) {
        this(servers, ClientTls.NONE, Credentials.NONE);
    }

    /** Connects when first called. */
    public HubClient(List<ServerAddress> servers, ClientTls tls, Credentials credentials) {
        this.credentials = credentials;
        this.encrypted = tls.enabled();
        this.servers = new Servers(servers);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        this.context = vertx.getOrCreateContext();
        this.client = GrpcClient.client(
                vertx,
                new GrpcClientOptions().setMaxMessageSize(MAX_MESSAGE_BYTES),
                tls.secure(new HttpClientOptions()
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setHttp2ClearTextUpgrade(false)
                        .setConnectTimeout(CONNECT_MS)
                        .setInitialSettings(new Http2Settings().setInitialWindowSize(STREAM_WINDOW_BYTES))
                        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)));
        this.news = new NodeNews(client, this.servers);
    }

    /** Calls a node. Waits for a token at most: what becomes of the call, it says itself. */
    public Call open(ServiceMethod<Buffer, Buffer> method) throws InterruptedException {
        return open(method, Map.of());
    }

    /** The same, with metadata. */
    public Call open(ServiceMethod<Buffer, Buffer> method, Map<String, String> metadata) throws InterruptedException {
        String token = HubMethods.needsToken(method) ? credentials.token(this) : null;
        Call call = new Call(servers, context);
        SocketAddress node = SocketAddress.inetSocketAddress(
                call.server().port(), call.server().host());
        context.runOnContext(v -> client.request(node, method)
                .onComplete(
                        request -> {
                            metadata.forEach(request.headers()::set);
                            HubMethods.authorize(request, token);
                            prepare(request.connection());
                            if (HubMethods.needsToken(method)) {
                                news.listen(request.connection(), node, token);
                            }
                            call.started(request);
                        },
                        error -> call.over(Failure.unreached(call.server(), error, encrypted))));
        return call;
    }

    /** True when no node has answered since as many calls have failed as there are nodes to call. */
    public boolean exhausted() {
        return servers.exhausted();
    }

    /** Once for each connection: joins small writes into few, and finds out when the other side has vanished. */
    private void prepare(HttpConnection connection) {
        if (!JoinedFlushes.join(connection)) {
            return;
        }
        long pings = vertx.setPeriodic(
                PING_EVERY_MS,
                id -> connection
                        .ping(Buffer.buffer(new byte[Long.BYTES]))
                        .timeout(PING_ANSWER_MS, TimeUnit.MILLISECONDS)
                        .onFailure(unanswered -> connection.close()));
        connection.closeHandler(v -> vertx.cancelTimer(pings));
    }

    /** Leaves all calls and connections; waits a moment for that. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            // The process ends anyway.
        }
    }
}
