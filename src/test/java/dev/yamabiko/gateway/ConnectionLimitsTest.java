package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many connections there may be, and what each may do. */
@Timeout(60)
class ConnectionLimitsTest {

    private static final int MOST = 5;
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
        hub = RunningHub.inMemory(
                folder,
                "http2:",
                "  max-connections: " + MOST,
                "  max-concurrent-streams: " + STREAMS,
                "  max-resets-per-30-seconds: 50");
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldCloseTheOneConnectionTooManyAndKeepTheOthers() throws Exception {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            sockets.add(RawSocket.connect(hub.port()).preface().flush());
        }
        hub.awaitGauge(SOON, "connections_open", MOST);

        try (RawSocket tooMany = RawSocket.connect(hub.port()).preface()) {
            tooMany.awaitClose();
        }

        for (RawSocket socket : sockets) {
            assertThat(socket.call(1, GET_NODE).data(1, true, NODE).last(1).type())
                    .isEqualTo(RawSocket.HEADERS);
            socket.close();
        }
        hub.awaitZero(SOON, "connections_open");
    }

    @Test
    void shouldRefuseTheOneCallTooManyOfAConnectionAndKeepTheOthers() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            // Given
            for (int i = 0; i < STREAMS; i++) {
                socket.call(1 + 2 * i, STREAM_LOGS).data(1 + 2 * i, true, FOLLOW);
            }

            // When: no data of it, which Netty would take for that of a stream that never was
            socket.call(1_001, GET_NODE);

            // Then
            assertThat(socket.last(1_001).type()).isEqualTo(RawSocket.RST_STREAM);
            hub.awaitGauge(SOON, "subscriptions_open", STREAMS);
        }
    }

    @Test
    void shouldCloseAConnectionThatDoesNothingButOpenAndReset() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            for (int i = 0; i < 60; i++) {
                int stream = 1 + 2 * i;
                socket.call(stream, COLLECT_LOGS).frame(RawSocket.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
            assertThat(socket.last(1_001).type()).isEqualTo(RawSocket.GOAWAY);
            socket.awaitClose();
        }
        hub.awaitZero(SOON, "connections_open", "calls_open");
    }
}
