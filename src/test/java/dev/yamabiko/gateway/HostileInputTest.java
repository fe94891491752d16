package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a broken or hostile client can send in one call: each gets its documented status within a second, and nothing
 * else on its connection takes notice. The client is bare HTTP/2.
 */
@Timeout(60)
class HostileInputTest {

    private static final byte[] REQUEST = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static RunningHub hub;
    private static RawConnection connection;
    private static RawCall follower;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.inMemory(folder, "calls: {request-seconds: 1, max-message-bytes: 65536}");
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
        follower =
                stream(LogStreamRequest.newBuilder().setApplication("followed").setFollow(true));
        follower.head();
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
        vertx.close();
    }

    @ParameterizedTest
    @MethodSource({
        "dev.yamabiko.gateway.HostileCall#brokenSizes",
        "dev.yamabiko.gateway.HostileCall#brokenEncodings",
        "dev.yamabiko.gateway.HostileCall#brokenMessages",
        "dev.yamabiko.gateway.HostileCall#unknownMethods",
        "dev.yamabiko.gateway.HostileCall#brokenCounts",
        "dev.yamabiko.gateway.HostileCall#brokenDeadlines",
        "dev.yamabiko.gateway.HostileCall#brokenRules"
    })
    void shouldAnswerWithinASecondAndDisturbNothingElse(HostileCall hostile) throws Exception {
        // When
        long begun = System.nanoTime();
        RawCall.End end = hostile.act().on(connection).await();
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);

        // Then
        assertThat(end.text()).isEqualTo(hostile.end());
        assertThat(end.message()).isNotEmpty();
        assertThat(end.details().getCode())
                .isEqualTo(GrpcCode.valueOf(end.grpc()).number());
        assertThat(taken).isLessThan(Duration.ofSeconds(1));
        assertOthersUndisturbed();
    }

    @Test
    void shouldEndARequestThatIsNeverComplete() throws Exception {
        RawCall empty = connection.call(GET_NODE);
        RawCall open = connection.call(STREAM_LOGS).send(GrpcFrames.plain(LogStreamRequest.getDefaultInstance()));

        assertThat(Stream.of(empty.await(), open.await()).map(RawCall.End::text))
                .containsOnly("DEADLINE_EXCEEDED REQUEST_TIMEOUT");
        assertOthersUndisturbed();
    }

    @Test
    void shouldTellAClientToStopThatGoesOnSendingAfterItsStatus() throws Exception {
        // Given: a call that has its status, whose client does not close its side
        RawCall call = connection.call(COLLECT_LOGS).send(GrpcFrames.flagged(9, ""));
        assertThat(call.await().text()).isEqualTo("INTERNAL ENCODING_BROKEN");

        // When
        for (int i = 0; i < 100; i++) {
            call.send(new byte[60_000]);
        }

        // Then
        assertOthersUndisturbed();
        hub.awaitZero(Duration.ofSeconds(15), "call_timers", "inbound_bytes");
    }

    @Test
    void shouldAnswerAnotherProtocolWithItsStatus() throws Exception {
        assertThat(connection
                        .call(GET_NODE, "content-type", "application/json")
                        .end()
                        .await()
                        .text())
                .isEqualTo("HTTP 415");
        assertThat(connection
                        .call(GET_NODE, "content-type", "application/grpcx")
                        .end()
                        .await()
                        .text())
                .isEqualTo("HTTP 415");
        assertThat(connection
                        .call(GET_NODE, "content-type", "application/grpc+proto")
                        .send(REQUEST)
                        .end()
                        .await()
                        .text())
                .isEqualTo("OK");
        assertOthersUndisturbed();
    }

    @Test
    void shouldRefuseHeadersThatAreTooLargeAndKeepTheConnection() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            // When
            socket.call(1, GET_NODE, "filler", "x".repeat(17_000)).data(1, true, REQUEST);
            RawSocket.Frame refused = socket.last(1);
            socket.call(3, GET_NODE).data(3, true, REQUEST);
            RawSocket.Frame answered = socket.next(3);

            // Then
            assertThat(refused.type()).isIn(RawSocket.HEADERS, RawSocket.RST_STREAM);
            assertThat(answered.type()).isEqualTo(RawSocket.HEADERS);
            assertThat(socket.next(3).type()).isEqualTo(RawSocket.DATA);
        }
    }

    @Test
    void shouldKeepWhatComesBeforeABadMessage() throws Exception {
        byte[] good = GrpcFrames.plain(entry("before-bad", "kept"));
        byte[] bad = GrpcFrames.frame(0, new byte[] {0x1A, 9, 'x'});
        byte[] both = Arrays.copyOf(good, good.length + bad.length);
        System.arraycopy(bad, 0, both, good.length, bad.length);

        assertThat(connection.call(COLLECT_LOGS).send(both).await().text()).isEqualTo("INTERNAL MALFORMED_MESSAGE");

        RawCall reader = stream(
                LogStreamRequest.newBuilder().setApplication("before-bad").setFollow(true));
        assertThat(LogEntry.parseFrom(reader.message()).getMessage()).isEqualTo("kept");
        reader.reset();
    }

    @Test
    void shouldKeepTextByteForByte() throws Exception {
        // Given
        String text = "bell \u0007 escape \u001b[31m zero \u0000 lines \r\n c1 \u0085 bidi \u202e lone \ufffe 🏔";
        LogEntry entry = entry("text", text).toBuilder().putFields("key", text).build();

        // When
        assertThat(collect(entry).text()).isEqualTo("OK");

        // Then
        RawCall reader = stream(LogStreamRequest.newBuilder().setApplication("text"));
        LogEntry read = LogEntry.parseFrom(reader.message());
        assertThat(read.getMessage()).isEqualTo(text);
        assertThat(read.getFieldsMap()).containsEntry("key", text);
        assertThat(reader.await().text()).isEqualTo("OK");
    }

    private static RawCall stream(LogStreamRequest.Builder request) throws Exception {
        return HostileCall.stream(connection, request);
    }

    /** Another call on the connection succeeds, and the follower on it gets what that stores. */
    private static void assertOthersUndisturbed() throws Exception {
        assertThat(collect(entry("followed", "still here")).text()).isEqualTo("OK");
        assertThat(LogEntry.parseFrom(follower.message()).getMessage()).isEqualTo("still here");
        assertThat(follower.rest()).isEmpty();
    }

    private static RawCall.End collect(LogEntry entry) throws Exception {
        return connection.call(COLLECT_LOGS).send(GrpcFrames.plain(entry)).end().await();
    }

    private static LogEntry entry(String application, String message) {
        return LogEntry.newBuilder()
                .setApplication(application)
                .setMessage(message)
                .build();
    }
}
