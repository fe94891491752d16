package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import dev.yamabiko.support.Database;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the journal demands of its database, and what it makes of what it finds there. */
@Timeout(120)
class PostgresServerTest {

    private static final Topic TOPIC = new Topic("logs/billing");

    @TempDir
    private static Path folder;

    private static Database database;

    private final PostgresNodes nodes = new PostgresNodes(10_000);
    private String url;

    @BeforeAll
    static void start() {
        database = Database.start(folder, Map.of("synchronous_commit", "off"));
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void create() {
        url = database.createEmpty();
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void shouldRefuseADatabaseThatDoesNotSync(@TempDir Path other) {
        try (Database careless = Database.start(other, Map.of("fsync", "off"))) {
            assertThatThrownBy(() -> nodes.open(careless.url()))
                    .isInstanceOf(StreamError.JournalUnavailable.class)
                    .hasMessageContaining("fsync is off")
                    .hasMessageContaining("expected: on");
        }
    }

    @Test
    void shouldCommitToTheDiskWhateverTheServersDefaultIs() throws SQLException {
        try (PostgresSession session = new PostgresServer(new PostgresAccess(url, 3, 5_000)).connect();
                ResultSet row = session.prepare("SHOW synchronous_commit").executeQuery()) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("on");
        }
    }

    @Test
    void shouldSayWhichDatabaseItCannotOpenButNoPassword() {
        String wrong = url.replace("postgres@", "postgres:secret@") + "_not_there";

        assertThatThrownBy(() -> nodes.open(wrong))
                .isInstanceOf(StreamError.JournalUnavailable.class)
                .hasMessageContaining("_not_there")
                .hasMessageContaining("does not exist")
                .hasMessageNotContaining("secret");
    }

    @Test
    void shouldRefuseAJournalOfALaterVersion() {
        await(nodes.open(url).close());
        database.execute(
                url,
                "INSERT INTO yamabiko.flyway_schema_history SELECT 99, '999', 'later', type, 'V999__later.sql',"
                        + " checksum, '', installed_on, 1, true FROM yamabiko.flyway_schema_history"
                        + " WHERE version = '1'");

        assertThatThrownBy(() -> nodes.open(url))
                .isInstanceOf(StreamError.JournalUnavailable.class)
                .hasMessageContaining("999");
    }

    @Test
    void shouldGoOnAfterItWasClosed() {
        // Given
        PostgresJournal journal = nodes.open(url);
        await(journal.append(List.of(batch(TOPIC, 3), batch(TOPIC, 2))));
        await(journal.trim(TOPIC, new TopicPolicy(0, 0, 2)));
        await(journal.close());

        // When
        PostgresJournal again = nodes.open(url);

        // Then
        assertThat(again.epoch()).isEqualTo(journal.epoch()).isNotEmpty();
        assertThat(await(again.extent(TOPIC))).isEqualTo(new Extent(4, 5));
        assertThat(await(again.append(List.of(batch(TOPIC, 1)))))
                .extracting(Appended::last)
                .containsExactly(6L);
        assertThat(offsets(await(again.read(TOPIC, 1, 9, Integer.MAX_VALUE)))).containsExactly(4L, 5L, 6L);
    }

    @Test
    void shouldSayOfABlockThatItWasChanged() {
        PostgresJournal journal = nodes.open(url);
        await(journal.append(List.of(batch(TOPIC, 2), batch(TOPIC, 2), batch(TOPIC, 2))));
        database.execute(url, "UPDATE yamabiko.block SET data = set_byte(data, 9, 66) WHERE first = 3");

        assertThat(offsets(await(journal.read(TOPIC, 1, 9, 1)))).containsExactly(1L, 2L);
        assertThatThrownBy(() -> await(journal.read(TOPIC, 3, 9, 1)))
                .isInstanceOf(StreamError.JournalDamaged.class)
                .hasMessageContaining("records 3 to 4 of topic logs/billing");
    }

    @Test
    void shouldSayOfABlockThatItIsMissing() {
        PostgresJournal journal = nodes.open(url);
        await(journal.append(List.of(batch(TOPIC, 2), batch(TOPIC, 2), batch(TOPIC, 2))));
        database.execute(url, "DELETE FROM yamabiko.block WHERE first = 3");

        assertThatThrownBy(() -> await(journal.read(TOPIC, 1, 9, Integer.MAX_VALUE)))
                .isInstanceOf(StreamError.JournalDamaged.class)
                .hasMessageContaining("records 3 to 4");
    }

    @Test
    void shouldNotOpenWhatHasLostItsNewestBlocks() {
        await(nodes.open(url).append(List.of(batch(TOPIC, 2), batch(TOPIC, 2))));
        database.execute(url, "DELETE FROM yamabiko.block WHERE first = 3");

        assertThatThrownBy(() -> nodes.open(url))
                .isInstanceOf(StreamError.JournalDamaged.class)
                .hasMessageContaining("logs/billing");
    }

    @Test
    void shouldRefuseAppendsWithoutRoom() {
        PostgresJournal journal = nodes.create(url, new JournalBounds(2_000, 0, 10));
        await(journal.open());
        await(journal.append(List.of(batch(TOPIC, 0, "x".repeat(1_500)))));

        assertThatThrownBy(() -> await(journal.append(List.of(batch(TOPIC, 0, "x".repeat(1_500))))))
                .isInstanceOf(StreamError.JournalUnavailable.class)
                .hasMessageContaining("journal.max-bytes");

        await(journal.append(List.of(batch(TOPIC, 1))));
        await(journal.trim(TOPIC, new TopicPolicy(0, 1, 0)));
        await(journal.append(List.of(batch(TOPIC, 0, "x".repeat(1_500)))));
    }

    @Test
    void shouldKnowTheTailsOfTenThousandTopicsAtOnce() {
        // Given
        PostgresJournal journal = nodes.create(url, new JournalBounds(0, 0, 10_000));
        await(journal.open());
        List<Topic> topics =
                IntStream.range(0, 10_000).mapToObj(i -> new Topic("t" + i)).toList();

        // When
        List<Appended> appended = await(
                journal.append(topics.stream().map(topic -> batch(topic, 1)).toList()));

        // Then
        assertThat(appended).hasSize(10_000).extracting(Appended::last).containsOnly(1L);
        assertThat(await(journal.extents(topics))).hasSize(10_000).containsValue(new Extent(1, 1));
        assertThat(await(journal.topics("t99"))).hasSize(111);
    }

    @Test
    void shouldAnswerFromTheIndexWithoutTouchingBlocks() throws SQLException {
        PostgresJournal journal = nodes.open(url);
        await(journal.append(
                IntStream.range(0, 900).mapToObj(i -> batch(TOPIC, 1)).toList()));
        database.execute(url, "VACUUM ANALYZE yamabiko.block");
        String index = PostgresReader.FORWARD
                .replace("name = ?", "name = 'logs/billing'")
                .replace("?", "1");

        try (PostgresSession session = new PostgresServer(new PostgresAccess(url, 3, 5_000)).connect()) {
            session.prepare("SET enable_seqscan = off").execute();
            assertThat(plan(session, index))
                    .anyMatch(step -> step.contains("Index Only Scan using block_pkey on block "))
                    .noneMatch(step -> step.contains("Scan on block") || step.contains("Index Scan using block_pkey"));
        }
    }

    private static List<String> plan(PostgresSession session, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (ResultSet rows = session.prepare("EXPLAIN " + sql).executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getString(1));
            }
        }
        return steps;
    }
}
