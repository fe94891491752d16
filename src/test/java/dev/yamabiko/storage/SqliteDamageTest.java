package dev.yamabiko.storage;

import static dev.yamabiko.storage.StoredJournal.contents;
import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged journal says so; it never hands out what was not stored. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class SqliteDamageTest {

    private static final long CHECK_BYTES = 64 << 20;

    @TempDir
    private Path temp;

    private StoredJournal stored;

    @BeforeEach
    void setUp(Vertx vertx) {
        stored = new StoredJournal(vertx, temp.resolve("data"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 99, 100, 8_191, 8_192, 100_000})
    void shouldReportATruncatedFile(int length) throws IOException {
        stored.filled().truncate(stored.file(), length);

        stored.assertThatOpenFails(CHECK_BYTES).hasMessageContaining("has " + length + " bytes");
    }

    @Test
    void shouldReportAnEmptyFile() throws IOException {
        stored.filled().truncate(stored.file(), 0);

        stored.assertThatOpenFails(CHECK_BYTES).hasMessageContaining("has 0 bytes");
    }

    @Test
    void shouldReportGarbage() throws IOException {
        stored.filled();
        Files.writeString(stored.file(), "nobody knows ".repeat(10_000));

        stored.assertThatOpenFails(CHECK_BYTES).hasMessageContaining("is not an SQLite database");
    }

    @Test
    void shouldReportADatabaseOfSomebodyElse() throws IOException {
        stored.filled().flip(stored.file(), 68);

        stored.assertThatOpenFails(CHECK_BYTES).hasMessageContaining("is not a journal of this hub");
    }

    @Test
    void shouldReportAMissingFileWhoseLogIsThere() throws IOException {
        StoredJournal copy = running(copyOfRunning -> {});
        Files.delete(copy.file());

        assertThatThrownBy(() -> await(copy.journal(0, CHECK_BYTES).open()))
                .isInstanceOf(StreamError.JournalDamaged.class)
                .hasMessageContaining("is missing, but its log");
    }

    @Test
    void shouldReportAMissingLog() throws IOException {
        StoredJournal copy = running(copyOfRunning -> Files.delete(copyOfRunning.log()));

        copy.assertThatOpenFails(CHECK_BYTES).hasMessageContaining("its log journal.db-wal is missing or empty");
    }

    @Test
    void shouldReportAnEmptiedLog() throws IOException {
        StoredJournal copy = running(copyOfRunning -> copyOfRunning.truncate(copyOfRunning.log(), 0));

        copy.assertThatOpenFails(CHECK_BYTES).hasMessageContaining("its log journal.db-wal is missing or empty");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, CHECK_BYTES})
    void shouldNeverServeATruncatedFileWhoseLogIsWhole(long checkBytes) throws IOException {
        stored.filled();
        Map<Topic, List<ByteBuffer>> expected = new TreeMap<>();
        StoredJournal copy = running(copyOfRunning -> {
            SqliteJournal whole = copyOfRunning.open();
            expected.putAll(contents(whole));
            await(whole.close());
        });
        StoredJournal cut = running(copyOfRunning -> copyOfRunning.truncate(copyOfRunning.file(), 1_000_000));

        assertThat(readsAsBefore(copy, checkBytes, expected)).isTrue();
        assertThat(readsAsBefore(cut, checkBytes, expected)).isFalse();
    }

    @Test
    void shouldReportADamagedBlockWhenItIsReadAndServeTheOthers() throws IOException {
        // Given
        Topic topic = StoredJournal.TOPICS.get(0);
        stored.filled().flip(stored.file(), startOf(StoredJournal.large(topic, 20)) + 500);

        // When
        SqliteJournal journal = stored.open();

        // Then
        assertThatThrownBy(() -> await(journal.read(topic, 1, Long.MAX_VALUE, Integer.MAX_VALUE)))
                .isInstanceOf(StreamError.JournalDamaged.class)
                .hasMessageContaining("does not match its checksum");
        assertThat(await(journal.read(StoredJournal.TOPICS.get(1), 1, Long.MAX_VALUE, Integer.MAX_VALUE)))
                .hasSize(80);
        assertThat(await(journal.read(topic, 1, 7, Integer.MAX_VALUE))).hasSize(2);
        assertThatThrownBy(() -> await(journal.verify())).isInstanceOf(StreamError.JournalDamaged.class);
        await(journal.close());
    }

    @Test
    void shouldReportTheNewestBlockWhenItOpens() throws IOException {
        stored.filled().flip(stored.file(), startOf(StoredJournal.large(StoredJournal.TOPICS.get(2), 39)) + 500);

        stored.assertThatOpenFails(0).hasMessageContaining("does not match its checksum");
    }

    @Test
    void shouldFindNothingWrongWithAWholeJournal() {
        SqliteJournal journal = stored.filled().open();

        await(journal.verify());

        await(journal.close());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, CHECK_BYTES})
    void shouldNeverServeWhatWasNotStoredWhicheverByteIsWrong(long checkBytes) throws IOException {
        // Given
        SqliteJournal whole = stored.filled().open();
        Map<Topic, List<ByteBuffer>> expected = contents(whole);
        await(whole.close());
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;

        for (int round = 0; round < 30; round++) {
            // When
            StoredJournal copy = stored.copyTo(temp.resolve("copy" + round));
            long at = round < 12 ? random.nextInt(100) : random.nextLong(Files.size(copy.file()));
            copy.flip(copy.file(), at);

            // Then
            refused += readsAsBefore(copy, checkBytes, expected) ? 0 : 1;
        }
        assertThat(refused).isPositive();
    }

    private static boolean readsAsBefore(StoredJournal copy, long checkBytes, Map<Topic, List<ByteBuffer>> expected) {
        SqliteJournal journal = copy.journal(0, checkBytes);
        try {
            await(journal.open());
            assertThat(contents(journal)).isEqualTo(expected);
            return true;
        } catch (StreamError damaged) {
            return false;
        } finally {
            await(journal.close());
        }
    }

    /** A copy of a journal in use, with its log, as a killed process leaves it. */
    private StoredJournal running(Change change) throws IOException {
        SqliteJournal journal = stored.open();
        StoredJournal.fill(journal, 3);
        StoredJournal copy = stored.copyTo(Files.createTempDirectory(temp, "copy"));
        change.apply(copy);
        await(journal.close());
        return copy;
    }

    private long startOf(String text) throws IOException {
        int found = Files.readString(stored.file(), StandardCharsets.ISO_8859_1).indexOf(text.substring(0, 100));
        assertThat(found).isPositive();
        return found;
    }

    private interface Change {
        void apply(StoredJournal journal) throws IOException;
    }
}
