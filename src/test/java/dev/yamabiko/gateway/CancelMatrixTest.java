package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.REFLECT;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        "append_bytes_pending",
        "sync_watches",
        "documents_editors",
        "chat_members"
    };

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunningHub hub;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(
                folder,
                "http2: {max-resets-per-30-seconds: 1000000}",
                "games: {grace-seconds: 1, sleep-seconds: 1}",
                "chat: {linger-ms: 100, messages-per-second: 1000000, burst: 1000000}");
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        hub.close();
    }

    @ParameterizedTest
    @EnumSource(LeftCall.class)
    void shouldHoldNothingAfterResetsBeforeHalfClose(LeftCall call) throws Exception {
        repeat(i -> {
            RawCall raw = connection.call(call.path).send(call.more());
            hear(i, raw, call);
            raw.reset();
        });
    }

    @ParameterizedTest
    @EnumSource(LeftCall.class)
    void shouldHoldNothingAfterResetsAfterHalfClose(LeftCall call) throws Exception {
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
    @EnumSource(LeftCall.class)
    void shouldHoldNothingAfterResetsThatComeWithTheRequest(LeftCall call) throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            for (int i = 0; i < ROUNDS; i++) {
                int stream = 1 + 2 * i;
                socket.call(stream, call.path).data(stream, i % 2 == 0, i % 2 == 0 ? call.whole() : call.more());
                socket.frame(RawSocket.RST_STREAM, 0, stream, CANCEL).flush();
            }
            int stream = 1 + 2 * ROUNDS;
            RawSocket.Frame last = socket.call(stream, GET_NODE)
                    .data(stream, true, LeftCall.UNARY.whole())
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
            socket.call(1, REFLECT).data(1, false, LeftCall.DIALOGUE.whole());
            assertThat(socket.next(1).type()).isEqualTo(RawSocket.HEADERS);
            assertThat(socket.next(1).type()).isEqualTo(RawSocket.DATA);

            // When
            socket.data(1, true, new byte[0])
                    .frame(RawSocket.RST_STREAM, 0, 1, CANCEL)
                    .flush();

            // Then
            socket.call(3, GET_NODE).data(3, true, LeftCall.UNARY.whole());
            assertThat(socket.last(3).type()).isEqualTo(RawSocket.HEADERS);
        }
    }

    @ParameterizedTest
    @EnumSource(LeftCall.class)
    void shouldHoldNothingAfterDeadlinesBeforeHalfClose(LeftCall call) throws Exception {
        repeat(i -> connection
                .call(call.path, "grpc-timeout", 1 + i % 5 + "m")
                .send(call.more())
                .await());
    }

    @ParameterizedTest
    @EnumSource(LeftCall.class)
    void shouldHoldNothingAfterDeadlinesAfterHalfClose(LeftCall call) throws Exception {
        repeat(i -> connection
                .call(call.path, "grpc-timeout", 1 + i % 5 + "m")
                .send(call.whole())
                .end()
                .await());
    }

    @ParameterizedTest
    @EnumSource(LeftCall.class)
    void shouldHoldNothingAfterCutConnections(LeftCall call) throws Exception {
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
            socket.data(1, true, LeftCall.FOLLOW.whole()).flush();
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
        List<LeftCall> all = List.of(LeftCall.values());
        for (int i = 0; i < rounds; i++) {
            LeftCall call = all.get(i % all.size());
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
    private static void hear(int i, RawCall raw, LeftCall call) throws Exception {
        if (i % 3 > 0 && call == LeftCall.UPLOAD) {
            raw.head();
        }
    }

    private void collect() throws Exception {
        byte[] entry = GrpcFrames.plain(LeftCall.entry("x".repeat(10_000)));
        assertThat(connection.call(COLLECT_LOGS).send(entry).end().await().text())
                .isEqualTo("OK");
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
