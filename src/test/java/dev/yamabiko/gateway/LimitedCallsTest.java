package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits as clients meet them. A proxy on this machine says whose call it is. */
@Timeout(90)
class LimitedCallsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String FROM = "x-forwarded-for";
    private static final String ANN = "192.0.2.1";
    private static final String BOB = "192.0.2.2";
    private static final byte[] NODE = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private RunningHub hub;
    private RawConnection connection;

    @AfterEach
    void stop() throws Exception {
        connection.close();
        hub.awaitZero(SOON, "call_timers", "calls_open");
        hub.close();
        vertx.close();
    }

    @Test
    void shouldRefuseWhatIsTooMuchAndSayWhenToComeBack() throws Exception {
        start("caller: {calls-per-second: 2}");

        assertThat(getNode(ANN).text()).isEqualTo("OK");
        RawCall.End refused = getNode(ANN);
        assertThat(refused.text()).isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");
        assertThat(refused.message())
                .isEqualTo("calls: too many a second (expected: limits.caller.calls-per-second, 2)");
        assertThat(refused.detail(QuotaFailure.class).getViolations(0).getSubject())
                .isEqualTo("limits.caller.calls-per-second");
        assertThat(millis(refused.detail(RetryInfo.class).getRetryDelay())).isBetween(1L, 1_000L);
        assertThat(getNode(BOB).text()).as("another caller").isEqualTo("OK");
        assertThat(hub.gauge("limits_refused")).isPositive();
    }

    @Test
    void shouldBoundTheCallsAndTheSubscriptionsThatAreOpen() throws Exception {
        start("caller: {subscriptions: 1, streams: 2}");
        RawCall first = follow(ANN);
        first.head();

        assertThat(follow(ANN).await().text()).isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");
        follow(BOB).head();
        RawCall upload = connection.call(COLLECT_LOGS, FROM, ANN);
        upload.head();
        assertThat(getNode(ANN).text()).isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");

        first.reset();
        upload.reset();
        hub.awaitGauge(SOON, "calls_open", 1);
        assertThat(getNode(ANN).text()).isEqualTo("OK");
    }

    @Test
    void shouldMakeAnUploadWaitForItsTurn() throws Exception {
        start("caller: {records-per-second: 1000}");
        byte[] entries = entries("paced", 4_500);

        long begun = System.nanoTime();
        RawCall.End end =
                connection.call(COLLECT_LOGS, FROM, ANN).send(entries).end().await();
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(end.text()).isEqualTo("OK");
        assertThat(taken).isGreaterThan(Duration.ofSeconds(2)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void shouldMakeASubscriptionWaitForItsTurnAndNoOther() throws Exception {
        // Given: 500 entries of 200 bytes, and 20,000 bytes a second
        start("caller: {bytes-per-second: 20000}", "stream: {read-bytes: 2048, block-bytes: 2048}");
        for (int i = 0; i < 50; i++) {
            String from = "192.0.2." + (100 + i);
            assertThat(connection
                            .call(COLLECT_LOGS, FROM, from)
                            .send(entries("all", 10))
                            .end()
                            .await()
                            .text())
                    .isEqualTo("OK");
        }

        // When
        long begun = System.nanoTime();
        RawCall slow = replay(ANN);
        assertThat(slow.await().text()).isEqualTo("OK");
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);

        // Then: what is beyond the first half second takes its time
        assertThat(slow.rest()).hasSize(500);
        assertThat(taken).isGreaterThan(Duration.ofSeconds(3)).isLessThan(Duration.ofSeconds(20));
        assertThat(getNode(BOB).text()).isEqualTo("OK");
    }

    @Test
    void shouldTakeTheWordOfProxiesAlone() throws Exception {
        hub = RunningHub.inMemory(folder, "limits: {caller: {calls-per-second: 2}}");
        connection = RawConnection.open(vertx, hub.port());

        assertThat(getNode(ANN).text()).isEqualTo("OK");
        assertThat(getNode(BOB).text()).isEqualTo("RESOURCE_EXHAUSTED LIMIT_REACHED");
    }

    @Test
    void shouldCloseTheOneConnectionTooManyOfAnAddress() throws Exception {
        hub = RunningHub.inMemory(folder, "limits: {address: {connections: 2}}");
        connection = RawConnection.open(vertx, hub.port());
        try (RawSocket second = RawSocket.connect(hub.port()).preface().flush()) {
            hub.awaitGauge(SOON, "connections_open", 2);
            try (RawSocket third = RawSocket.connect(hub.port()).preface()) {
                assertThat(third.readToEnd()).anyMatch(frame -> frame.type() == RawSocket.GOAWAY);
            }
            assertThat(second.call(1, GET_NODE).data(1, true, NODE).last(1).type())
                    .isEqualTo(RawSocket.HEADERS);
        }
        hub.awaitGauge(SOON, "connections_open", 1);
        try (RawSocket again = RawSocket.connect(hub.port()).preface()) {
            assertThat(again.call(1, GET_NODE).data(1, true, NODE).last(1).type())
                    .isEqualTo(RawSocket.HEADERS);
        }
    }

    private void start(String limits, String... more) throws Exception {
        String[] lines = new String[more.length + 1];
        lines[0] = "limits: {proxies: [127.0.0.1], " + limits + "}";
        System.arraycopy(more, 0, lines, 1, more.length);
        hub = RunningHub.inMemory(folder, lines);
        connection = RawConnection.open(vertx, hub.port());
    }

    private static long millis(com.google.protobuf.Duration time) {
        return Duration.ofSeconds(time.getSeconds(), time.getNanos()).toMillis();
    }

    private RawCall.End getNode(String from) throws Exception {
        return connection.call(GET_NODE, FROM, from).send(NODE).end().await();
    }

    private RawCall follow(String from) throws Exception {
        return logs(
                from, LogStreamRequest.newBuilder().setApplication("followed").setFollow(true));
    }

    private RawCall replay(String from) throws Exception {
        return logs(from, LogStreamRequest.newBuilder().setApplication("all"));
    }

    private RawCall logs(String from, LogStreamRequest.Builder request) throws Exception {
        return connection
                .call(STREAM_LOGS, FROM, from)
                .send(GrpcFrames.plain(request.build()))
                .end();
    }

    private static byte[] entries(String application, int count) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            bytes.writeBytes(GrpcFrames.plain(LogEntry.newBuilder()
                    .setApplication(application)
                    .setMessage("x".repeat(180))
                    .build()));
        }
        return bytes.toByteArray();
    }
}
