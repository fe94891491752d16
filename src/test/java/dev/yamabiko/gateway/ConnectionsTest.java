package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long connections are kept. */
@Timeout(60)
class ConnectionsTest {

    private static final int STREAMS = 100;
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final byte[] NODE = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());
    private static final byte[] FOLLOW = GrpcFrames.plain(
            LogStreamRequest.newBuilder().setApplication("web").setFollow(true).build());

    @TempDir
    Path folder;

    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "http2:", "  keepalive-seconds: 2", "  keepalive-timeout-seconds: 2");
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldAnswerHttp1WithAStatusAndNotWaitForItForEver() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port())) {
            String request = "POST " + GET_NODE + " HTTP/1.1\r\nhost: test\r\ncontent-type: application/grpc\r\n"
                    + "content-length: 5\r\n\r\n\0\0\0\0\0";

            socket.write(request.getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.line()).isEqualTo("HTTP/1.1 415 Unsupported Media Type");
            socket.awaitClose();
        }
        hub.awaitZero(SOON, "connections_open");
    }

    @Test
    void shouldCloseAConnectionThatDoesNotAnswerPings() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            socket.call(1, STREAM_LOGS).data(1, true, FOLLOW).flush();
            hub.awaitGauge(SOON, "subscriptions_open", 1);

            socket.awaitClose();
        }
        hub.awaitZero(SOON, "connections_open", "calls_open", "subscriptions_open");
    }

    @Test
    void shouldCloseAConnectionThatNeverSaysAnything() throws Exception {
        try (RawSocket silent = RawSocket.connect(hub.port());
                RawSocket halting = RawSocket.connect(hub.port())) {
            halting.write("PRI * HT".getBytes(StandardCharsets.US_ASCII)).flush();

            silent.awaitClose();
            halting.awaitClose();
        }
    }

    @Test
    void shouldKeepAQuietConnectionThatAnswersPings() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RawConnection connection = RawConnection.open(vertx, hub.port())) {
            // Given: twice as long as a silent one is kept
            RawCall follower = connection
                    .call(STREAM_LOGS, "grpc-timeout", "8S")
                    .send(FOLLOW)
                    .end();
            assertThat(follower.await().text()).startsWith("DEADLINE_EXCEEDED");

            // When
            RawCall call = connection.call(GET_NODE).send(NODE).end();

            // Then
            assertThat(call.await().text()).isEqualTo("OK");
            assertThat(hub.gauge("connections_open")).isEqualTo(1);
        } finally {
            vertx.close();
        }
    }

    /**
     * A peer that is gone without a word, with megabytes on their way to it: TCP alone would try for a quarter of an
     * hour.
     */
    @Test
    void shouldLetGoOfAPeerThatStoppedReading() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port())) {
            // Given
            byte[] largestWindow = ByteBuffer.allocate(6)
                    .putShort((short) 4)
                    .putInt(Integer.MAX_VALUE)
                    .array();
            byte[] more =
                    ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE - 65_535).array();
            socket.preface().frame(RawSocket.SETTINGS, 0, 0, largestWindow).frame(8, 0, 0, more);
            byte[] entry = GrpcFrames.plain(LogEntry.newBuilder()
                    .setApplication("web")
                    .setMessage("x".repeat(500_000))
                    .build());
            for (int stream = 1; stream < 9; stream += 2) {
                socket.call(stream, COLLECT_LOGS).data(stream, true, entry).last(stream);
            }

            // When
            for (int i = 0; i < STREAMS; i++) {
                socket.call(101 + 2 * i, STREAM_LOGS).data(101 + 2 * i, true, FOLLOW);
            }
            socket.flush();
            hub.awaitGauge(SOON, "subscriptions_open", STREAMS);

            // Then
            hub.awaitZero(SOON, "connections_open", "calls_open", "subscriptions_open", "outbound_bytes");
        }
    }
}
