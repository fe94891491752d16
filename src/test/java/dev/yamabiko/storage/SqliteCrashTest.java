package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged outlives the process, however it ends; and one process at a time has the journal. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SqliteCrashTest {

    private static final Topic TOPIC = StoredJournal.TOPICS.get(0);
    private static final int ROUNDS = Math.max(1, Integer.getInteger("chaos.rounds", 3) / 3);

    @TempDir
    private Path temp;

    private StoredJournal stored;

    @BeforeEach
    void setUp(Vertx vertx) {
        stored = new StoredJournal(vertx, temp.resolve("data"));
    }

    @Test
    void shouldKeepWhatWasAcknowledgedWhenItsFilesAreCopiedInTheMiddleOfWriting() throws IOException {
        // Given: less than one checkpoint in all, so that a copy is what a killed process leaves
        SqliteJournal journal = stored.open();
        AtomicLong acknowledged = new AtomicLong();
        Future<?> last = Future.succeededFuture();
        for (int i = 0; i < 100; i++) {
            last = last.compose(v -> journal.append(List.of(batch(TOPIC, 10))))
                    .onSuccess(blocks -> acknowledged.set(blocks.get(0).last()));
        }

        for (int round = 0; round < 5; round++) {
            // When
            long before = acknowledged.get();
            StoredJournal copy = stored.copyTo(temp.resolve("copy" + round));

            // Then
            assertThat(offsetsOf(copy)).hasSizeGreaterThanOrEqualTo((int) before);
        }
        await(last);
        await(journal.close());
        assertThat(offsetsOf(stored)).hasSize(1_000);
    }

    @Test
    void shouldKeepWhatWasAcknowledgedWhenItsProcessIsKilled() throws IOException, InterruptedException {
        long known = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            Process hub = StoredJournalProcess.start(stored.folder(), TOPIC);
            try (BufferedReader output = hub.inputReader(StandardCharsets.UTF_8)) {
                long acknowledged = 0;
                for (int line = 0; line < 50 + 10 * round; line++) {
                    acknowledged = StoredJournalProcess.acknowledged(output);
                }
                assertThat(acknowledged).isGreaterThan(known);
                known = acknowledged;

                // When
                hub.destroyForcibly();
                hub.waitFor();
            }

            // Then
            assertThat(offsetsOf(stored)).hasSizeGreaterThanOrEqualTo((int) known);
        }
    }

    @Test
    void shouldRefuseASecondHubInTheSameFolder() throws IOException, InterruptedException {
        // Given
        SqliteJournal first = stored.open();

        // Then
        assertThatThrownBy(stored::open)
                .isInstanceOf(StreamError.JournalUnavailable.class)
                .hasMessageContaining("in use by another hub");
        await(first.append(List.of(batch(TOPIC, 1))));
        await(first.close());

        // And from another process
        Process other = StoredJournalProcess.start(stored.folder(), TOPIC);
        try (BufferedReader output = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(StoredJournalProcess.acknowledged(output)).isPositive();
            assertThatThrownBy(stored::open).hasMessageContaining("in use by another hub");
        } finally {
            other.destroyForcibly();
            other.waitFor();
        }
        await(stored.open().close());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such permissions")
    void shouldCreateAFolderForItsOwnerAlone() throws IOException {
        await(stored.open().close());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stored.folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldLeaveNoLogBehindWhenItIsClosed() {
        stored.filled();

        assertThat(stored.log()).doesNotExist();
        assertThat(stored.file()).exists();
    }

    @Test
    void shouldTakeNothingMoreOnceItIsClosed() {
        SqliteJournal journal = stored.open();
        await(journal.append(List.of(batch(TOPIC, 1))));

        await(journal.close());

        assertThatThrownBy(() -> await(journal.append(List.of(batch(TOPIC, 1)))))
                .isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> await(journal.read(TOPIC, 1, 1, 1)))
                .isInstanceOf(StreamError.JournalUnavailable.class);
        await(journal.close());
    }

    @Test
    void shouldBeginAgainWhereItsCreationWasInterrupted() throws IOException {
        Files.createDirectories(stored.folder());
        Files.writeString(stored.folder().resolve("journal.db.new"), "half of a journal");

        await(stored.open().close());
    }

    private List<Long> offsetsOf(StoredJournal copy) {
        SqliteJournal journal = copy.open();
        List<Long> offsets = offsets(await(journal.read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE)));
        await(journal.verify());
        await(journal.close());
        assertThat(offsets)
                .isEqualTo(LongStream.rangeClosed(1, offsets.size()).boxed().toList());
        return offsets;
    }
}
