package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.REFLECT;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that open no window (RFC 9113, 5.2): what they hold up is theirs alone, and they get their status in the end.
 */
@Timeout(60)
class SlowReaderTest {

    private static final int WINDOW = 65_535;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] NODE = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());

    @TempDir
    Path folder;

    private RunningHub hub;
    private RawSocket socket;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "http2: {keepalive-seconds: 0}");
        socket = RawSocket.connect(hub.port()).preface();
        fill(40);
    }

    @AfterEach
    void stop() throws Exception {
        socket.close();
        hub.close();
    }

    @Test
    void shouldGetItsStatusAfterAllThatWasWrittenBefore() throws Exception {
        // Given: a reader whose window is full when its deadline passes
        socket.call(101, STREAM_LOGS, "grpc-timeout", "200m").data(101, true, follow());
        assertThat(read(101, WINDOW)).isEqualTo(WINDOW);
        hub.awaitGauge(SOON, "calls_open", 0);

        // When
        open(101);

        // Then
        RawSocket.Frame last = socket.last(101);
        assertThat(last.type()).isEqualTo(RawSocket.HEADERS);
        hub.awaitZero(SOON, "outbound_bytes", "subscriptions_open", "window_bytes", "call_timers");
    }

    @Test
    void shouldGetItsStatusEvenIfItHasNotClosedItsSide() throws Exception {
        // Given: a dialogue with more answers than the window takes, whose client says nothing more
        socket.call(101, REFLECT, "grpc-timeout", "200m").data(101, false, Questions.asked(100));
        assertThat(read(101, WINDOW)).isEqualTo(WINDOW);
        hub.awaitGauge(SOON, "calls_open", 0);

        // When: longer than a client that reads is given to close its side
        answerAfter(Duration.ofMillis(1_500));
        open(101);

        // Then
        assertThat(socket.last(101).type()).isEqualTo(RawSocket.HEADERS);
        hub.awaitZero(SOON, "outbound_bytes", "call_timers");
    }

    @Test
    void shouldNotBeAnsweredMoreThanItReads() throws Exception {
        // Given: a dialogue with far more answers than the window takes
        socket.call(101, REFLECT).data(101, false, Questions.asked(400)).data(101, true, Questions.asked(400));

        // When
        assertThat(read(101, WINDOW)).isEqualTo(WINDOW);

        // Then
        assertThat(hub.gauge("outbound_bytes")).isLessThan(200_000);
        open(101);
        assertThat(socket.last(101).type()).isEqualTo(RawSocket.HEADERS);
    }

    @Test
    void shouldNotHoldUpOtherCallsOfItsConnection() throws Exception {
        socket.frame(8, 0, 0, window(1 << 30));
        socket.call(101, STREAM_LOGS).data(101, true, follow());
        assertThat(read(101, WINDOW)).isEqualTo(WINDOW);

        socket.call(103, GET_NODE).data(103, true, NODE);

        assertThat(socket.next(103).type()).isEqualTo(RawSocket.HEADERS);
        assertThat(socket.last(103).type()).isEqualTo(RawSocket.HEADERS);
    }

    @Test
    void shouldKeepItsConnectionWhenItGivesUpBeforeItsStatus() throws Exception {
        // Given: a call that is over, whose status waits behind data that the client does not take
        socket.call(101, STREAM_LOGS, "grpc-timeout", "100m").data(101, true, follow());
        assertThat(read(101, WINDOW)).isEqualTo(WINDOW);
        hub.awaitGauge(SOON, "calls_open", 0);

        // When
        socket.frame(RawSocket.RST_STREAM, 0, 101, new byte[] {0, 0, 0, 8});
        socket.call(103, GET_NODE).data(103, true, NODE);

        // Then
        assertThat(socket.last(103).type()).isEqualTo(RawSocket.HEADERS);
        hub.awaitZero(SOON, "outbound_bytes", "subscriptions_open");
    }

    private static byte[] follow() {
        return GrpcFrames.plain(LogStreamRequest.newBuilder()
                .setApplication("web")
                .setFollow(true)
                .build());
    }

    /** Some entries of 10 KB. */
    private void fill(int count) throws Exception {
        byte[] entry = GrpcFrames.plain(LogEntry.newBuilder()
                .setApplication("web")
                .setMessage("x".repeat(10_000))
                .build());
        for (int i = 0; i < count; i++) {
            int stream = 1 + 2 * i;
            socket.call(stream, COLLECT_LOGS).data(stream, true, entry).last(stream);
            open(stream);
        }
    }

    /** Reads the data of a call, opening no window, up to so many bytes. */
    private int read(int stream, int bytes) throws Exception {
        int read = 0;
        while (read < bytes) {
            RawSocket.Frame frame = socket.next(stream);
            assertThat(frame.endsStream()).as("end after %d bytes", read).isFalse();
            read += frame.type() == RawSocket.DATA ? frame.length() : 0;
        }
        return read;
    }

    /** Lets the hub send all it has, of this call and in all. */
    private void open(int stream) throws Exception {
        socket.frame(8, 0, 0, window(1 << 24)).frame(8, 0, stream, window(1 << 24));
    }

    private static byte[] window(int bytes) {
        return ByteBuffer.allocate(4).putInt(bytes).array();
    }

    /** Lets time pass on the hub's side: a call of its own ends then. */
    private void answerAfter(Duration time) throws Exception {
        try (RawSocket other = RawSocket.connect(hub.port()).preface()) {
            other.call(1, STREAM_LOGS, "grpc-timeout", time.toMillis() + "m").data(1, true, followNothing());
            other.last(1);
        }
    }

    private static byte[] followNothing() {
        return GrpcFrames.plain(LogStreamRequest.newBuilder()
                .setApplication("nothing")
                .setFollow(true)
                .build());
    }
}
