package dev.yamabiko.storage;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.contract.JournalContract;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
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
}
