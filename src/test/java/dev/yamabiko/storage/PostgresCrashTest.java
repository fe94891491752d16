package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.chaos.rig.Link;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Database;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls while the database is killed, stands still, or is cut off. */
@Timeout(180)
class PostgresCrashTest {

    private static final Topic TOPIC = new Topic("logs/billing");
    private static final long ANSWER_MS = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final PostgresNodes nodes = new PostgresNodes(ANSWER_MS);
    private Database database;

    @BeforeEach
    void start() {
        database = Database.start(folder);
    }

    @AfterEach
    void stop() {
        nodes.close();
        database.close();
    }

    @Test
    void shouldHaveWhatItAcknowledgedAfterTheDatabaseWasKilled() {
        // Given
        List<PostgresJournal> journals = List.of(nodes.open(database.url()), nodes.open(database.url()));
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        Set<String> unknown = ConcurrentHashMap.newKeySet();
        AtomicBoolean stopped = new AtomicBoolean();
        List<CompletableFuture<Void>> writing = journals.stream()
                .map(journal -> CompletableFuture.runAsync(() -> write(journal, stopped, acknowledged, unknown)))
                .toList();

        // When
        for (int round = 0; round < 3; round++) {
            int before = acknowledged.size();
            Await.until("appends", LIMIT, () -> acknowledged.size() > before + 20);
            database.kill();
            database.startAgain();
        }
        int before = acknowledged.size();
        Await.until("appends again", LIMIT, () -> acknowledged.size() > before + 20);
        stopped.set(true);
        writing.forEach(CompletableFuture::join);

        // Then
        List<LogEntry> kept = entries(readAll(journals.get(0)));
        Map<String, Long> places = kept.stream().collect(Collectors.toMap(LogEntry::getMessage, LogEntry::getOffset));
        assertThat(places).containsAllEntriesOf(acknowledged);
        places.keySet().removeAll(acknowledged.keySet());
        assertThat(unknown).containsAll(places.keySet());
        assertThat(offsets(readAll(journals.get(1))))
                .isEqualTo(kept.stream().map(LogEntry::getOffset).toList());
    }

    @Test
    void shouldEndEachCallInTimeWhileTheDatabaseStandsStill() {
        // Given
        PostgresJournal journal = nodes.open(database.url());
        await(journal.append(List.of(batch(TOPIC, 1))));
        await(journal.read(TOPIC, 1, 1, 1));

        // When
        database.freeze();
        Future<List<Appended>> small = journal.append(List.of(batch(TOPIC, 1)));
        Future<List<Appended>> large = journal.append(List.of(batch(new Topic("large"), 0, "x".repeat(16 << 20))));
        Future<?> read = journal.read(TOPIC, 1, 1, 1);
        Future<?> extents = journal.extents(List.of(TOPIC));

        // Then
        assertThatThrownBy(() -> await(small)).isInstanceOf(StreamError.OutcomeUnknown.class);
        assertThatThrownBy(() -> await(large)).isInstanceOf(StreamError.class);
        assertThatThrownBy(() -> await(read)).isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> await(extents)).isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> await(journal.append(List.of(batch(TOPIC, 1)))))
                .isInstanceOf(StreamError.JournalUnavailable.class);

        // When
        database.thaw();

        // Then
        Await.until("probe", LIMIT, () -> succeeds(journal.probe()));
        List<Appended> appended = await(journal.append(List.of(batch(TOPIC, 1))));
        assertThat(appended.get(0).last()).isBetween(2L, 3L);
    }

    @Test
    void shouldEndALargeAppendThatTheDatabaseDoesNotTake() {
        PostgresJournal journal = nodes.open(database.url());
        await(journal.append(List.of(batch(TOPIC, 1))));

        database.freeze();
        Future<?> large = journal.append(List.of(batch(TOPIC, 0, "x".repeat(16 << 20))));

        assertThatThrownBy(() -> await(large)).isInstanceOf(StreamError.OutcomeUnknown.class);
        database.thaw();
        Await.until("probe", LIMIT, () -> succeeds(journal.probe()));
        assertThat(await(journal.append(List.of(batch(TOPIC, 1)))).get(0).last())
                .isBetween(2L, 3L);
    }

    @Test
    void shouldRecogniseOnAnotherNodeWhatWasStoredWithoutAnAnswer() {
        try (Link link = new Link(URI.create(database.url()).getPort())) {
            // Given
            PostgresJournal cut = nodes.open("postgresql://postgres@127.0.0.1:" + link.port() + "/postgres");
            PostgresJournal other = nodes.open(database.url());
            IdempotencyKey key = new IdempotencyKey("k", 0);
            await(cut.append(List.of(batch(TOPIC, 2))));

            // When
            link.hold();
            Future<?> unanswered = cut.append(List.of(batch(TOPIC, 3).keyed(key)));
            Await.until("stored", LIMIT, () -> await(other.extent(TOPIC)).last() == 5);
            link.cut(true);

            // Then
            assertThatThrownBy(() -> await(unanswered)).isInstanceOf(StreamError.OutcomeUnknown.class);
            assertThat(await(other.append(List.of(batch(TOPIC, 3).keyed(key))))).containsExactly(Appended.known(5));
            assertThat(await(cut.append(List.of(batch(TOPIC, 3).keyed(key))))).containsExactly(Appended.known(5));
        }
    }

    @Test
    void shouldSayThatNothingWasStoredWhileThereIsNoDatabase() {
        PostgresJournal journal = nodes.open(database.url());
        await(journal.probe());

        database.kill();

        assertThatThrownBy(() -> await(journal.probe())).isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> await(journal.append(List.of(batch(TOPIC, 1)))))
                .isInstanceOf(StreamError.JournalUnavailable.class);
    }

    @Test
    void shouldWaitForADatabaseThatStartsLater() {
        database.kill();
        PostgresJournal journal = nodes.create(database.url());
        Future<Void> opened = journal.open();

        database.startAgain();

        await(opened);
        assertThat(journal.epoch()).isNotEmpty();
    }

    /** One record at a time until it is stopped; each attempt is another record. */
    private static void write(
            PostgresJournal journal, AtomicBoolean stopped, Map<String, Long> acknowledged, Set<String> unknown) {
        while (!stopped.get()) {
            String name = UUID.randomUUID().toString();
            try {
                acknowledged.put(
                        name,
                        await(journal.append(List.of(batch(TOPIC, 0, name))))
                                .get(0)
                                .last());
            } catch (StreamError.OutcomeUnknown open) {
                unknown.add(name);
            } catch (StreamError.JournalUnavailable refused) {
                // none of it is kept
            }
        }
    }

    private static List<Block> readAll(PostgresJournal journal) {
        return await(journal.read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE));
    }

    private static boolean succeeds(Future<?> future) {
        try {
            await(future);
            return true;
        } catch (StreamError failed) {
            return false;
        }
    }
}
