package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.LIST_TOPICS;
import static dev.yamabiko.gateway.RawConnection.REFLECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are over, but for the client that does not take their answers: they count, and not for ever. */
@Timeout(60)
class UntakenAnswerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] EMPTY = GrpcFrames.frame(0, new byte[0]);

    /** SETTINGS_INITIAL_WINDOW_SIZE, 0 (RFC 9113, 6.5.2). */
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private RunningHub hub;
    private RawConnection other;
    private RawSocket socket;

    @AfterEach
    void stop() throws Exception {
        socket.close();
        hub.awaitZero(SOON, "calls_open", "call_timers", "outbound_bytes");
        other.close();
        hub.close();
        vertx.close();
    }

    @Test
    void shouldCountACallUntilItsAnswerIsTaken() throws Exception {
        // Given: two calls that are over, whose client has no window for their answers
        start("limits: {caller: {streams: 2}}");
        socket.call(1, GET_NODE).data(1, true, EMPTY);
        socket.call(3, LIST_TOPICS).data(3, true, EMPTY);
        awaitHeads(1, 3);
        hub.awaitGauge(SOON, "calls_open", 0);

        // When
        String third = getNode();
        open(3, 1 << 20);
        assertThat(socket.last(3).type()).isEqualTo(RawSocket.HEADERS);
        String fourth = getNode();

        // Then
        assertThat(third).isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");
        assertThat(fourth).isEqualTo("OK");
    }

    @Test
    void shouldCountACallNoLongerWhoseClientIsGone() throws Exception {
        start("limits: {caller: {streams: 2}}");
        socket.call(1, GET_NODE).data(1, true, EMPTY);
        socket.call(3, GET_NODE).data(3, true, EMPTY);
        awaitHeads(1, 3);

        socket.frame(RawSocket.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8}).flush();
        Await.until("one place is free", SOON, () -> getNode().equals("OK"));
        socket.call(5, GET_NODE).data(5, true, EMPTY);
        awaitHeads(5);
        assertThat(getNode()).isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");

        socket.cut(true);
        Await.until("the others are", SOON, () -> getNode().equals("OK"));
    }

    @Test
    void shouldGiveUpAnAnswerThatIsNotTaken() throws Exception {
        // Given
        start("limits: {caller: {streams: 1}}", "calls: {answer-seconds: 1}");

        // When
        socket.call(1, GET_NODE).data(1, true, EMPTY);
        RawSocket.Frame last = socket.last(1);

        // Then
        assertThat(last.type()).isEqualTo(RawSocket.RST_STREAM);
        hub.awaitZero(SOON, "calls_open", "outbound_bytes");
        assertThat(getNode()).isEqualTo("OK");
        open(0, 1 << 20);
        socket.call(3, GET_NODE).data(3, true, EMPTY);
        open(3, 1 << 20);
        assertThat(socket.last(3).type()).as("the connection goes on").isEqualTo(RawSocket.HEADERS);
    }

    @Test
    void shouldLeaveAClientTimeThatTakesItsAnswersSlowly() throws Exception {
        // Given: a dialogue that its deadline has ended, with some answers on their way
        start("calls: {answer-seconds: 2}");
        socket.call(1, REFLECT, "grpc-timeout", "500m").data(1, true, Questions.asked(100));
        awaitHeads(1);
        hub.awaitGauge(SOON, "calls_open", 0);
        long waiting = hub.gauge("outbound_bytes");

        // When: it takes them in twice the time in which one that takes nothing is given up
        for (int i = 0; i < 10; i++) {
            Await.passing(Duration.ofMillis(400));
            open(1, (int) waiting / 10 + 1);
            socket.flush();
        }

        // Then
        assertThat(waiting).as("many answers").isGreaterThan(40_000);
        assertThat(socket.last(1).type()).isEqualTo(RawSocket.HEADERS);
    }

    private void start(String... yaml) throws Exception {
        hub = RunningHub.inMemory(folder, yaml);
        other = RawConnection.open(vertx, hub.port());
        socket = RawSocket.connect(hub.port()).preface().frame(RawSocket.SETTINGS, 0, 0, NO_WINDOW);
        open(0, 1 << 20);
    }

    /** The answer begins to be sent: of what follows, nothing goes. */
    private void awaitHeads(Integer... streams) throws IOException {
        Set<Integer> missing = new HashSet<>(Set.of(streams));
        while (!missing.isEmpty()) {
            RawSocket.Frame frame = socket.next();
            assertThat(frame.endsStream()).isFalse();
            if (frame.type() == RawSocket.HEADERS) {
                missing.remove(frame.stream());
            }
        }
    }

    private void open(int stream, int bytes) throws IOException {
        socket.frame(
                RawSocket.WINDOW_UPDATE,
                0,
                stream,
                ByteBuffer.allocate(4).putInt(bytes).array());
    }

    private String getNode() {
        try {
            return other.call(GET_NODE).send(EMPTY).end().await().text();
        } catch (Exception error) {
            throw new AssertionError(error);
        }
    }
}
