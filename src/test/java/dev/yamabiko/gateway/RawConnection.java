package dev.yamabiko.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One HTTP/2 connection without any gRPC on the client's side: its calls may be as wrong as they like. */
final class RawConnection implements AutoCloseable {

    static final String STREAM_LOGS = "/log.v1.LogService/StreamLogs";
    static final String COLLECT_LOGS = "/datacollection.v1.DataCollectionService/CollectLogs";
    static final String STREAM_METRICS = "/metrics.v1.MetricsService/StreamMetrics";
    static final String RECORD_METRICS = "/metrics.v1.MetricsService/RecordMetrics";
    static final String PLAY = "/game.v1.GameService/Play";
    static final String SYNC = "/sync.v1.SyncService/Sync";
    static final String CHAT = "/chat.v1.ChatService/Chat";
    static final String JOIN_ROOM = "/chat.v1.ChatService/JoinRoom";
    static final String GET_NODE = "/hub.v1.HubService/GetNode";
    static final String EDIT = "/editor.v1.EditorService/Edit";
    static final String WATCH_NODES = "/hub.v1.HubService/WatchNodes";
    static final String LIST_TOPICS = "/hub.v1.HubService/ListTopics";
    static final String CHECK = "/grpc.health.v1.Health/Check";
    static final String WATCH = "/grpc.health.v1.Health/Watch";
    static final String REFLECT = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

    private final HttpClientAgent client;
    private final HttpClientConnection connection;

    private RawConnection(HttpClientAgent client, HttpClientConnection connection) {
        this.client = client;
        this.connection = connection;
    }

    static RawConnection open(Vertx vertx, int port) throws TimeoutException {
        HttpClientAgent client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        HttpClientConnection connection = client.connect(
                        new HttpConnectOptions().setHost("127.0.0.1").setPort(port))
                .await(10, TimeUnit.SECONDS);
        return new RawConnection(client, connection);
    }

    /**
     * Begins a call: its headers are sent, {@code name, value} by {@code name, value}; an empty value takes one away.
     */
    RawCall call(String path, String... headers) throws TimeoutException {
        HttpClientRequest request = connection
                .request(new RequestOptions().setMethod(HttpMethod.POST).setURI(path))
                .await(10, TimeUnit.SECONDS);
        request.setChunked(true).putHeader("content-type", "application/grpc").putHeader("te", "trailers");
        Set<String> said = new HashSet<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (said.add(headers[i])) {
                request.putHeader(headers[i], headers[i + 1]);
            } else {
                request.headers().add(headers[i], headers[i + 1]);
            }
        }
        return new RawCall(request);
    }

    @Override
    public void close() throws TimeoutException {
        client.close().await(10, TimeUnit.SECONDS);
    }
}
