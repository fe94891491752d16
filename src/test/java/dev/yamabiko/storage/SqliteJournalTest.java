package dev.yamabiko.storage;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.contract.JournalContract;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of one node, as every journal is. What only files can suffer is in {@link SqliteDamageTest}. */
class SqliteJournalTest extends JournalContract {

    @TempDir
    private Path folder;

    @Override
    protected Journal create(Vertx vertx, Clock clock) {
        JournalBounds bounds = new JournalBounds(0, 1 << 20, MAX_TOPICS);
        return new SqliteJournal(vertx, folder, bounds, clock, new SplittableRandom(1));
    }

    @Test
    void shouldGoOnAfterItWasClosed() {
        // Given
        append(batch(TOPIC, 3), batch(OTHER, 2), batch(TOPIC, 2));
        await(journal.trim(TOPIC, new TopicPolicy(0, 0, 2)));
        await(journal.trim(OTHER, new TopicPolicy(0, 0, 1)));
        clock.advance(10);
        await(journal.trim(OTHER, new TopicPolicy(1, 0, 0)));
        String epoch = journal.epoch();

        // When
        await(journal.close());
        journal = create(vertx, clock);
        await(journal.open());

        // Then
        assertThat(journal.epoch()).isEqualTo(epoch).isNotEmpty();
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(4, 5));
        assertThat(await(journal.extent(OTHER))).isEqualTo(new Extent(3, 2));
        assertThat(append(batch(TOPIC, 1), batch(OTHER, 1)))
                .extracting(block -> block.first())
                .containsExactly(6L, 3L);
        assertThat(offsets(readAll(TOPIC))).containsExactly(4L, 5L, 6L);
    }

    @Test
    void shouldCountWhatItHeldBeforeWhenItTrimsByBytes() {
        // Given
        List<BlockInfo> all = infos(append(batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3), batch(TOPIC, 3)));
        long bytes = all.get(0).bytes();
        await(journal.close());
        journal = create(vertx, clock);
        await(journal.open());
        append(batch(TOPIC, 3));

        // Then
        assertThat(await(journal.trim(TOPIC, new TopicPolicy(0, 5 * bytes, 0)))).isZero();
        assertThat(await(journal.trim(TOPIC, new TopicPolicy(0, 3 * bytes, 0)))).isEqualTo(2);
        append(batch(TOPIC, 3));
        assertThat(await(journal.trim(TOPIC, new TopicPolicy(0, 3 * bytes, 0)))).isEqualTo(1);
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(10, 18));
    }

    @Test
    void shouldBeginAnotherHistoryWithWhatThereIs() {
        // Given
        append(batch(TOPIC, 3));
        String epoch = journal.epoch();

        // When
        await(((SqliteJournal) journal).beginEpoch());
        String next = journal.epoch();
        await(journal.close());
        journal = create(vertx, clock);
        await(journal.open());

        // Then
        assertThat(journal.epoch()).isEqualTo(next).isNotEqualTo(epoch);
        assertThat(offsets(readAll(TOPIC))).isEqualTo(upTo(3));
    }

    @Test
    void shouldRefuseAJournalOfALaterVersion() throws SQLException {
        // Given
        await(journal.close());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO flyway_schema_history"
                    + " SELECT 99, '999', 'later', type, 'V999__later.sql', checksum, '', installed_on, 1, 1"
                    + " FROM flyway_schema_history LIMIT 1");
        }

        // Then
        assertThatThrownBy(() -> await(create(vertx, clock).open()))
                .isInstanceOf(StreamError.JournalUnavailable.class)
                .hasMessageContaining("999");
    }

    @Test
    void shouldAnswerFromTheIndexWithoutTouchingBlocks() throws SQLException {
        SqliteFile file = new SqliteFile(folder, "journal.db", 0);
        try (Connection connection = file.openReader();
                Statement statement = connection.createStatement()) {
            assertThat(plan(statement, SqliteReader.INDEX)).allMatch(step -> step.contains("USING COVERING INDEX"));
            assertThat(plan(statement, SqliteReader.BYTES)).allMatch(step -> step.contains("USING COVERING INDEX"));
            assertThat(plan(statement, SqliteReader.READ)).noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    private static List<String> plan(Statement statement, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                String step = rows.getString("detail");
                if (!step.startsWith("SCALAR SUBQUERY")) {
                    steps.add(step);
                }
            }
        }
        return steps;
    }
}
