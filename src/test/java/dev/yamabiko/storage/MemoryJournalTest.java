package dev.yamabiko.storage;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.contract.JournalContract;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The journal that is gone with its process. */
class MemoryJournalTest extends JournalContract {

    private static final int MAX_BYTES = 64 << 20;

    @Override
    protected Journal create(Vertx vertx, Clock clock) {
        return create(vertx, clock, MAX_BYTES);
    }

    private static Journal create(Vertx vertx, Clock clock, long maxBytes) {
        return new MemoryJournal(vertx, new JournalBounds(maxBytes, 0, MAX_TOPICS), clock, new SplittableRandom(1));
    }

    @Test
    void shouldDropTheOldestBlocksOfAnyTopicWhenItIsFull() {
        // Given
        int bytes = append(batch(TOPIC, 3)).get(0).info().bytes();
        journal = create(vertx, clock, 4L * bytes + 100);

        // When
        append(batch(TOPIC, 3), batch(OTHER, 3), batch(TOPIC, 3), batch(OTHER, 3), batch(TOPIC, 3), batch(TOPIC, 3));

        // Then
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(4, 12));
        assertThat(await(journal.extent(OTHER))).isEqualTo(new Extent(4, 6));
        assertThat(offsets(readAll(OTHER))).containsExactly(4L, 5L, 6L);
    }

    @Test
    void shouldBeAnotherHistoryEachTime() {
        SplittableRandom random = new SplittableRandom(1);
        JournalBounds bounds = new JournalBounds(MAX_BYTES, 0, MAX_TOPICS);

        assertThat(new MemoryJournal(vertx, bounds, clock, random).epoch())
                .isNotEmpty()
                .isNotEqualTo(new MemoryJournal(vertx, bounds, clock, random).epoch());
    }
}
