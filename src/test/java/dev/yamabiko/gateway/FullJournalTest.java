package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.CHECK;
import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of a journal that has no room left, until retention makes some. */
@Timeout(60)
class FullJournalTest {

    private static final byte[] ENTRY = GrpcFrames.plain(LogEntry.newBuilder()
            .setApplication("web")
            .setMessage("x".repeat(20_000))
            .build());

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunningHub hub;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.start(folder, """
                journal: {type: sqlite, max-bytes: 2000000}
                logs: {own-entries: false, retention-bytes: 100000, retention-interval-seconds: 2}
                """);
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        hub.close();
    }

    @Test
    void shouldEndAnUploadAtOnceAndServeAgainByItself() throws Exception {
        // When: a client sends twice as much as there is room for, and would go on
        RawCall upload = connection.call(COLLECT_LOGS);
        for (int i = 0; i < 200; i++) {
            upload.send(ENTRY);
        }

        // Then
        RawCall.End end = upload.await();
        assertThat(end.text()).isEqualTo("UNAVAILABLE JOURNAL_UNAVAILABLE");
        assertThat(end.detail(RetryInfo.class).getRetryDelay().getSeconds()).isPositive();
        awaitHealth(status -> status.equals("NOT_SERVING"));

        // And, when retention has made room
        awaitHealth(status -> status.equals("SERVING"));
        assertThat(connection.call(COLLECT_LOGS).send(ENTRY).end().await().text())
                .isEqualTo("OK");
    }

    private void awaitHealth(Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        String status = health();
        while (!wanted.test(status) && System.nanoTime() < end) {
            status = health();
        }
        assertThat(status).matches(wanted);
    }

    private String health() throws Exception {
        RawCall call = connection.call(CHECK).send(GrpcFrames.plain(HealthCheckRequest.getDefaultInstance()));
        return HealthCheckResponse.parseFrom(call.end().message()).getStatus().name();
    }
}
