package dev.yamabiko.service.log;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(value = 20, timeUnit = TimeUnit.SECONDS)
class LogUploadTest {

    private final ManualClock clock = new ManualClock(1_700_000_000_123L);
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void shouldPutEntriesWhereTheyBelongThoughApplicationsTakeTurns(Vertx vertx) {
        // When: one batch, then another
        LogCollectionResult result = upload(vertx, upload -> {
            send(upload, "a", "a", "b", "a");
            upload.flush();
            send(upload, "a", "b", "b", "b");
        });

        // Then
        assertThat(result.getStatus()).isEqualTo("OK");
        assertThat(result.getIndexedCount()).isEqualTo(8);
        assertThat(result.getLastOffsetsMap()).containsOnly(entry("logs/a", 4L), entry("logs/b", 4L));
    }

    @Test
    void shouldTakeNothingOfAnApplicationThatIsNotPermitted(Vertx vertx) {
        LogCollectionResult result =
                upload(vertx, upload -> send(upload, "secret", "a", "secret", "secret", "a", "secret"));

        assertThat(result.getStatus()).isEqualTo("PARTIAL");
        assertThat(result.getTotalReceived()).isEqualTo(6);
        assertThat(result.getRejectedCount()).isEqualTo(4);
        assertThat(result.getErrorsList())
                .hasSize(4)
                .first()
                .isEqualTo("entry 1: application: not permitted (expected: one that the caller may send entries of)");
        assertThat(result.getLastOffsetsMap()).containsOnly(entry("logs/a", 2L));
    }

    @Test
    void shouldAskWhetherAnApplicationIsPermittedWhenItChangesAlone(Vertx vertx) {
        upload(vertx, upload -> {
            send(upload, "a", "a", "secret", "secret");
            upload.flush();
            send(upload, "secret", "a", "a");
            upload.flush();
            send(upload, "a", "b");
        });

        assertThat(asked).containsExactly("a", "secret", "a", "b");
    }

    private LogCollectionResult upload(Vertx vertx, Consumer<LogUpload> sending) {
        MemoryJournal journal = new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new Random(1));
        Appender appender = new Appender(vertx, journal, new LocalRelay(vertx), StreamLimits.DEFAULT, new Gauges());
        Promise<LogCollectionResult> result = Promise.promise();
        vertx.runOnContext(v -> {
            LogUpload upload = new LogUpload(appender.producer(), null, this::permitted, clock, 1 << 20);
            upload.result().onComplete(result);
            sending.accept(upload);
            upload.finish();
        });
        return await(result.future());
    }

    private boolean permitted(String application) {
        asked.add(application);
        return !application.equals("secret");
    }

    private static void send(LogUpload upload, String... applications) {
        for (String application : applications) {
            byte[] entry = LogEntry.newBuilder()
                    .setApplication(application)
                    .setMessage("m")
                    .build()
                    .toByteArray();
            upload.message(entry, 0, entry.length);
        }
    }
}
