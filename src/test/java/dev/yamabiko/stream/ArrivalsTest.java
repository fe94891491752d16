package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that reach an event loop in one turn. */
class ArrivalsTest {

    private final Arrivals arrivals = new Arrivals();

    @Test
    void shouldJoinSmallBlocksThatFollowEachOther() {
        Block first =
                new Block(TOPIC, info(1, 2, 10, 20), batch(TOPIC, 2).stamp(1, 0).frames());
        Block second =
                new Block(TOPIC, info(3, 3, 5, 15), batch(TOPIC, 3).stamp(3, 0).frames());
        assertThat(arrivals.add(first)).isTrue();
        assertThat(arrivals.add(second)).isFalse();

        List<Block> taken = arrivals.take();

        assertThat(taken).hasSize(1);
        Block joined = taken.get(0);
        assertThat(joined.info())
                .isEqualTo(new BlockInfo(
                        1,
                        5,
                        first.frames().length() + second.frames().length(),
                        5,
                        20,
                        first.info().appendedAt()));
        assertThat(joined.frames().toBytes())
                .startsWith(first.frames().toBytes())
                .endsWith(second.frames().toBytes())
                .hasSize(joined.info().bytes());
        assertThat(arrivals.take()).isEmpty();
    }

    @Test
    void shouldKeepTopicsApartAndGapsOpen() {
        Block one = block(TOPIC, 1, 1);
        Block other = block(OTHER, 1, 1);
        Block two = block(TOPIC, 2, 1);
        Block four = block(TOPIC, 4, 1);
        List.of(one, other, two, four).forEach(arrivals::add);

        List<Block> taken = arrivals.take();

        assertThat(taken.stream().map(Block::toString)).containsExactly("logs/a[1..2]", "logs/a[4..4]", "logs/b[1..1]");
        assertThat(taken).contains(four, other);
    }

    @Test
    void shouldHandOnLargeBlocksAsTheyAre() {
        Block small = block(TOPIC, 1, 1);
        Block large = records(2, Arrivals.SMALL_BYTES);
        Block after = block(TOPIC, large.last() + 1, 1);
        List.of(small, large, after).forEach(arrivals::add);

        assertThat(arrivals.take()).containsExactly(small, large, after);
    }

    @Test
    void shouldFillBlocksUpToTheBound() {
        int each = block(TOPIC, 1, 10).frames().length();
        int fit = Arrivals.MAX_BYTES / each;
        for (int i = 0; i < fit + 3; i++) {
            arrivals.add(block(TOPIC, 1 + 10L * i, 10));
        }

        assertThat(arrivals.take().stream().map(block -> block.info().count())).containsExactly(10 * fit, 30);
    }

    private static Block block(Topic topic, long first, int records) {
        return batch(topic, records).stamp(first, 0);
    }

    /** More bytes than are joined. */
    private static Block records(long first, int bytes) {
        int each = block(TOPIC, 1, 1).frames().length();
        return block(TOPIC, first, bytes / each + 1);
    }

    private static BlockInfo info(long first, int count, long minTime, long maxTime) {
        int bytes = batch(TOPIC, count).stamp(first, 0).frames().length();
        return new BlockInfo(first, count, bytes, minTime, maxTime, first);
    }
}
