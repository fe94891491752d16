package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.RECORD_METRICS;
import static dev.yamabiko.gateway.RawConnection.REFLECT;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static dev.yamabiko.gateway.RawConnection.STREAM_METRICS;
import static dev.yamabiko.gateway.RawConnection.WATCH_NODES;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.yamabiko.proto.grpc.reflection.v1.ServerReflectionRequest;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.WatchNodesRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way in which a client can leave a call, over and over: afterwards nothing is held. The gauges say so, and so
 * does the heap. Rounds: the system property {@code chaos.rounds}.
 */
@Timeout(value = 600)
class CancelMatrixTest {

    private static final int ROUNDS = 40 * Integer.getInteger("chaos.rounds", 3);
    private static final int SOCKETS = ROUNDS / 4;
    private static final long HEAP_SLACK = 48 << 20;
    private static final byte[] CANCEL = {0, 0, 0, 8};
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String[] HELD = {
        "calls_open",
        "subscriptions_open",
        "call_timers",
        "inbound_bytes",
        "outbound_bytes",
        "window_bytes",
        "append_bytes_pending"
    };

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunningHub hub;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "http2: {max-resets-per-30-seconds: 1000000}");
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        hub.close();
    }

    /** A call, and what it asks for. */
    private enum Call {
        UNARY(GET_NODE, GetNodeRequest.getDefaultInstance()),
        FOLLOW(STREAM_LOGS, followWeb()),
        FOLLOW_ALL(STREAM_LOGS, followWeb().toBuilder().clearApplication().build()),
        WATCHER(
                WATCH_NODES,
                WatchNodesRequest.newBuilder().setIntervalSeconds(1).build()),
        UPLOAD(COLLECT_LOGS, entry("upload")),
        METRICS(STREAM_METRICS, MetricsRequest.getDefaultInstance()),
        RECORD(RECORD_METRICS, Metric.newBuilder().setName("m").build()),
        DIALOGUE(
                REFLECT,
                ServerReflectionRequest.newBuilder().setListServices("").build());

        final String path;
        private final ByteString frame;

        Call(String path, MessageLite request) {
            this.path = path;
            this.frame = ByteString.copyFrom(GrpcFrames.plain(request));
        }

        /** The request. */
        byte[] whole() {
            return frame.toByteArray();
        }

        /** The request, and the beginning of a second one. */
        byte[] more() {
            return Arrays.copyOf(whole(), frame.size() + 3);
        }
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void shouldHoldNothingAfterResetsBeforeHalfClose(Call call) throws Exception {
        repeat(i -> {
            RawCall raw = connection.call(call.path).send(call.more());
            hear(i, raw, call);
            raw.reset();
        });
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void shouldHoldNothingAfterResetsAfterHalfClose(Call call) throws Exception {
        repeat(i -> {
            RawCall raw = connection.call(call.path).send(call.whole()).end();
            hear(i, raw, call);
            raw.reset();
        });
    }

    /**
     * The reset comes with the request, while the answer has not left yet: it must cost neither anything nor anyone
     * else.
     */
    @ParameterizedTest
    @EnumSource(Call.class)
    void shouldHoldNothingAfterResetsThatComeWithTheRequest(Call call) throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            for (int i = 0; i < ROUNDS; i++) {
                int stream = 1 + 2 * i;
                socket.call(stream, call.path).data(stream, i % 2 == 0, i % 2 == 0 ? call.whole() : call.more());
                socket.frame(RawSocket.RST_STREAM, 0, stream, CANCEL).flush();
            }
            int stream = 1 + 2 * ROUNDS;
            RawSocket.Frame last = socket.call(stream, GET_NODE)
                    .data(stream, true, Call.UNARY.whole())
                    .last(stream);

            assertThat(last.type()).as("the connection goes on").isEqualTo(RawSocket.HEADERS);
            hub.awaitZero(SOON, HELD);
        }
    }

    /** The status is written, and not sent, when the reset comes: Vert.x takes that for an error of the connection. */
    @Test
    void shouldKeepTheConnectionWhenAResetOvertakesAStatus() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            // Given
            socket.call(1, REFLECT).data(1, false, Call.DIALOGUE.whole());
            assertThat(socket.next(1).type()).isEqualTo(RawSocket.HEADERS);
            assertThat(socket.next(1).type()).isEqualTo(RawSocket.DATA);

            // When
            socket.data(1, true, new byte[0])
                    .frame(RawSocket.RST_STREAM, 0, 1, CANCEL)
                    .flush();

            // Then
            socket.call(3, GET_NODE).data(3, true, Call.UNARY.whole());
            assertThat(socket.last(3).type()).isEqualTo(RawSocket.HEADERS);
        }
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void shouldHoldNothingAfterDeadlinesBeforeHalfClose(Call call) throws Exception {
        repeat(i -> connection
                .call(call.path, "grpc-timeout", 1 + i % 5 + "m")
                .send(call.more())
                .await());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void shouldHoldNothingAfterDeadlinesAfterHalfClose(Call call) throws Exception {
        repeat(i -> connection
                .call(call.path, "grpc-timeout", 1 + i % 5 + "m")
                .send(call.whole())
                .end()
                .await());
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void shouldHoldNothingAfterCutConnections(Call call) throws Exception {
        for (int i = 0; i < SOCKETS; i++) {
            boolean halfClosed = i % 2 == 0;
            boolean abruptly = i % 4 < 2;
            RawSocket socket = RawSocket.connect(hub.port()).preface().call(1, call.path);
            socket.data(1, halfClosed, halfClosed ? call.whole() : call.more());
            if (i % 3 > 0) {
                socket.next();
            }
            if (i % 10 == 0) {
                collect();
            }
            socket.cut(abruptly);
        }

        hub.awaitZero(SOON, HELD);
        hub.awaitGauge(SOON, "connections_open", 1);
    }

    /** Its bytes are on their way when the client, which has read none of them, is gone. */
    @Test
    void shouldHoldNothingOfAFollowerThatNeverRead() throws Exception {
        for (int i = 0; i < 30; i++) {
            collect();
        }
        for (int i = 0; i < SOCKETS; i++) {
            RawSocket socket = RawSocket.connect(hub.port()).preface().call(1, STREAM_LOGS);
            socket.data(1, true, Call.FOLLOW.whole()).flush();
            hub.awaitGauge(SOON, "subscriptions_open", 1);
            socket.cut(i % 2 == 0);
            hub.awaitGauge(SOON, "subscriptions_open", 0);
        }

        hub.awaitZero(SOON, HELD);
        hub.awaitGauge(SOON, "connections_open", 1);
    }

    @Test
    void shouldNotGrowWithTheCallsThatCameAndWent() throws Exception {
        // Given
        churn(ROUNDS);
        long before = usedHeap();

        // When
        churn(5 * ROUNDS);

        // Then
        hub.awaitZero(SOON, HELD);
        assertThat(usedHeap() - before).as("bytes of heap").isLessThan(HEAP_SLACK);
    }

    private void churn(int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            Call call = Call.values()[i % Call.values().length];
            RawCall raw =
                    connection.call(call.path, "grpc-timeout", "1H").send(i % 2 == 0 ? call.whole() : call.more());
            if (i % 50 == 0) {
                collect();
            }
            raw.reset();
        }
    }

    private interface Round {
        void run(int i) throws Exception;
    }

    private void repeat(Round round) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            round.run(i);
            if (i % 10 == 0) {
                collect();
            }
        }
        hub.awaitZero(SOON, HELD);
        assertThat(hub.gauge("connections_open")).isEqualTo(1);
    }

    /** Sometimes the client leaves before it hears anything, sometimes after. */
    private static void hear(int i, RawCall raw, Call call) throws Exception {
        if (i % 3 > 0 && call == Call.UPLOAD) {
            raw.head();
        }
    }

    private void collect() throws Exception {
        byte[] entry = GrpcFrames.plain(entry("x".repeat(10_000)));
        assertThat(connection.call(COLLECT_LOGS).send(entry).end().await().text())
                .isEqualTo("OK");
    }

    private static LogStreamRequest followWeb() {
        return LogStreamRequest.newBuilder()
                .setApplication("web")
                .setFollow(true)
                .build();
    }

    private static LogEntry entry(String message) {
        return LogEntry.newBuilder().setApplication("web").setMessage(message).build();
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
