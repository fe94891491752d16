package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that are sent again under their idempotency key. */
@Timeout(60)
class RetriedUploadTest {

    private static final List<LogEntry> ENTRIES =
            List.of(entry("web", "1"), entry("", "no application"), entry("shop", "1"), entry("web", "2"));

    @TempDir
    Path folder;

    private Vertx vertx;
    private RunningHub hub;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.start(folder, "logs: {own-entries: false}\n");
        vertx = Vertx.vertx();
        connection = RawConnection.open(vertx, hub.port());
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        hub.close();
    }

    @Test
    void shouldStoreEachEntryOnceAndAnswerAsTheFirstTime() throws Exception {
        LogCollectionResult first = upload("k", ENTRIES);
        upload("other", ENTRIES.subList(0, 1));

        LogCollectionResult again = upload("k", ENTRIES);

        assertThat(first.getTotalReceived()).isEqualTo(4);
        assertThat(first.getIndexedCount()).isEqualTo(3);
        assertThat(first.getRejectedCount()).isEqualTo(1);
        assertThat(first.getLastOffsetsMap()).containsOnly(Map.entry("logs/web", 2L), Map.entry("logs/shop", 1L));
        assertThat(again).isEqualTo(first);
        assertThat(messages("web")).containsExactly("1", "2", "1");
        assertThat(messages("shop")).containsExactly("1");
    }

    @Test
    void shouldRecogniseEntriesHoweverTheyArrive() throws Exception {
        // Given: a call whose client left in the middle, when its first entries were stored
        RawCall cut = connection.call(COLLECT_LOGS, "idempotency-key", "k");
        cut.send(GrpcFrames.plain(ENTRIES.get(0))).send(GrpcFrames.plain(ENTRIES.get(2)));
        hub.awaitGauge(Duration.ofSeconds(5), "records_appended", 2);
        cut.reset();

        // When: all of it comes again, entry by entry
        RawCall again = connection.call(COLLECT_LOGS, "idempotency-key", "k");
        for (LogEntry entry : ENTRIES) {
            again.send(GrpcFrames.plain(entry));
            hub.awaitGauge(Duration.ofSeconds(5), "append_bytes_pending", 0);
        }
        LogCollectionResult result = LogCollectionResult.parseFrom(again.end().message());

        // Then
        assertThat(result.getIndexedCount()).isEqualTo(3);
        assertThat(result.getLastOffsetsMap()).containsEntry("logs/web", 2L).containsEntry("logs/shop", 1L);
        assertThat(messages("web")).containsExactly("1", "2");
        assertThat(messages("shop")).containsExactly("1");
    }

    @Test
    void shouldKeepTheTimeOfTheFirstReceipt() throws Exception {
        upload("k", ENTRIES.subList(0, 1));
        long received = read("web").get(0).getTimestamp();

        upload("k", ENTRIES.subList(0, 1));

        assertThat(received).isPositive();
        assertThat(read("web")).extracting(LogEntry::getTimestamp).containsExactly(received);
    }

    @Test
    void shouldTellOffsetsWithoutAKeyTooAndStoreAgain() throws Exception {
        assertThat(upload(null, ENTRIES).getLastOffsetsMap()).containsEntry("logs/web", 2L);
        assertThat(upload(null, ENTRIES).getLastOffsetsMap()).containsEntry("logs/web", 4L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "caf\u00e9", "129"})
    void shouldRefuseAKeyThatCannotBe(String key) throws Exception {
        RawCall call = connection
                .call(COLLECT_LOGS, "idempotency-key", key.equals("129") ? "k".repeat(129) : key)
                .send(GrpcFrames.plain(ENTRIES.get(0)));

        RawCall.End end = call.end().await();

        assertThat(end.text()).isEqualTo("INVALID_ARGUMENT INVALID_REQUEST");
        assertThat(end.detail(BadRequest.class).getFieldViolations(0).getField())
                .isEqualTo("idempotency-key");
        assertThat(read("web")).isEmpty();
        hub.awaitZero(Duration.ofSeconds(10), "calls_open", "call_timers");
    }

    private LogCollectionResult upload(String key, List<LogEntry> entries) throws Exception {
        RawCall call =
                key == null ? connection.call(COLLECT_LOGS) : connection.call(COLLECT_LOGS, "idempotency-key", key);
        entries.forEach(entry -> call.send(GrpcFrames.plain(entry)));
        return LogCollectionResult.parseFrom(call.end().message());
    }

    private List<String> messages(String application) throws Exception {
        return read(application).stream().map(LogEntry::getMessage).toList();
    }

    private List<LogEntry> read(String application) throws Exception {
        RawCall call = connection.call(STREAM_LOGS);
        call.send(GrpcFrames.plain(LogStreamRequest.newBuilder()
                        .setApplication(application)
                        .build()))
                .end()
                .await();
        List<LogEntry> entries = new ArrayList<>();
        for (byte[] message : call.rest()) {
            entries.add(LogEntry.parseFrom(message));
        }
        return entries;
    }

    private static LogEntry entry(String application, String message) {
        return LogEntry.newBuilder()
                .setApplication(application)
                .setMessage(message)
                .build();
    }
}
