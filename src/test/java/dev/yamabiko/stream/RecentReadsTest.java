package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that were read lately, for readers that come a little later. */
class RecentReadsTest {

    private static final int ALL = Integer.MAX_VALUE;

    private final Block first = batch(TOPIC, 3).stamp(1, 0);
    private final Block second = batch(TOPIC, 3).stamp(4, 0);
    private final Block third = batch(TOPIC, 3).stamp(7, 0);
    private final RecentReads reads = new RecentReads(1 << 20);

    @Test
    void shouldFindConsecutiveBlocksFromTheOneThatHoldsTheOffset() {
        reads.add(List.of(first, second, third));

        assertThat(reads.find(TOPIC, 1, 9, ALL)).containsExactly(first, second, third);
        assertThat(reads.find(TOPIC, 6, 9, ALL)).containsExactly(second, third);
        assertThat(reads.find(TOPIC, 2, 4, ALL)).containsExactly(first, second);
        assertThat(reads.find(TOPIC, 1, 9, 1)).containsExactly(first);
    }

    @Test
    void shouldFindNothingBehindAGapOrElsewhere() {
        reads.add(List.of(first, third));

        assertThat(reads.find(TOPIC, 1, 9, ALL)).containsExactly(first);
        assertThat(reads.find(TOPIC, 4, 9, ALL)).isEmpty();
        assertThat(reads.find(TOPIC, 10, 12, ALL)).isEmpty();
        assertThat(reads.find(OTHER, 1, 9, ALL)).isEmpty();
    }

    @Test
    void shouldLetGoOfWhatWasReadLongestAgo() {
        RecentReads small = new RecentReads(2L * first.weight());

        small.add(List.of(first, second));
        small.add(List.of(third));

        assertThat(small.find(TOPIC, 1, 9, ALL)).isEmpty();
        assertThat(small.find(TOPIC, 4, 9, ALL)).containsExactly(second, third);
    }

    @Test
    void shouldKeepABlockThatIsReadAgainOnce() {
        RecentReads small = new RecentReads(2L * first.weight());

        small.add(List.of(first, second));
        small.add(List.of(batch(TOPIC, 3).stamp(1, 0)));

        assertThat(small.find(TOPIC, 1, 6, ALL)).hasSize(2);
    }

    @Test
    void shouldForgetAll() {
        reads.add(List.of(first, second));

        reads.clear();

        assertThat(reads.find(TOPIC, 1, 9, ALL)).isEmpty();
    }
}
