package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.REFLECT;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static dev.yamabiko.gateway.RawConnection.SYNC;
import static dev.yamabiko.gateway.RawConnection.WATCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.rpc.RetryInfo;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.sync.v1.SetKey;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.Watch;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told when a node goes away, and how long that takes. */
@Timeout(60)
class DrainTest {

    private static final byte[] FOLLOW =
            GrpcFrames.plain(LogStreamRequest.newBuilder().setFollow(true).build());

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunningHub hub;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder);
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        hub.close();
    }

    @Test
    void shouldSendOpenCallsElsewhereAndStopAtOnce() throws Exception {
        // Given
        RawCall follower = connection.call(STREAM_LOGS).send(FOLLOW).end();
        RawCall upload = connection.call(COLLECT_LOGS).send(GrpcFrames.plain(LogEntry.getDefaultInstance()));
        RawCall dialogue = connection.call(REFLECT);
        RawCall incomplete = connection.call(GET_NODE);
        RawCall watch = watch("");
        RawCall unknown = watch("no.Service");
        hub.awaitGauge(Duration.ofSeconds(5), "calls_open", 6);
        assertThat(status(watch)).isEqualTo(ServingStatus.SERVING);

        // When
        Duration taken = hub.stop();

        // Then
        for (RawCall call : List.of(follower, upload, dialogue, incomplete, watch, unknown)) {
            RawCall.End end = call.await();
            assertThat(end.text()).isEqualTo("UNAVAILABLE DRAINING");
            assertThat(end.detail(RetryInfo.class).getRetryDelay().getSeconds()).isBetween(0L, 4L);
        }
        assertThat(status(watch)).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(taken).isLessThan(Duration.ofSeconds(5));
        hub.awaitZero(Duration.ofSeconds(5), "calls_open", "subscriptions_open", "call_timers", "connections_open");
    }

    @Test
    void shouldSayWhereAConversationGoesOnElsewhere() throws Exception {
        // Given
        RawCall conversation = connection.call(SYNC);
        SyncRequest.Builder request = SyncRequest.newBuilder().setRequestId(1).setCollection("c");
        conversation.send(
                GrpcFrames.plain(request.setWatch(Watch.getDefaultInstance()).build()));
        conversation.send(
                GrpcFrames.plain(request.setSet(SetKey.newBuilder().setKey("k")).build()));
        while (!SyncEvent.parseFrom(conversation.message()).hasChanges()) {
            // the replies, and what was there: nothing
        }

        // When
        hub.stop();

        // Then
        RawCall.End end = conversation.await();
        assertThat(end.text()).isEqualTo("UNAVAILABLE DRAINING");
        assertThat(end.detail(Resume.class).getAfterMap()).isEqualTo(Map.of("collections/c", 1L));
    }

    @Test
    void shouldStopAtOnceWhenNothingIsUnderWay() throws Exception {
        // Given: connections of every kind, none of which has anything to do
        RawSocket silent = RawSocket.connect(hub.port());
        RawSocket idle = RawSocket.connect(hub.port()).preface().flush();
        hub.awaitGauge(Duration.ofSeconds(5), "connections_open", 2);

        // When
        Duration taken = hub.stop();

        // Then
        assertThat(taken).isLessThan(Duration.ofSeconds(3));
        silent.awaitClose();
        idle.awaitClose();
    }

    @Test
    void shouldTakeNoMoreConnectionsOnceStopped() throws Exception {
        hub.stop();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> RawSocket.connect(hub.port()));
    }

    private RawCall watch(String service) throws Exception {
        return connection
                .call(WATCH)
                .send(GrpcFrames.plain(
                        HealthCheckRequest.newBuilder().setService(service).build()))
                .end();
    }

    private static ServingStatus status(RawCall call) throws Exception {
        return HealthCheckResponse.parseFrom(call.message()).getStatus();
    }
}
