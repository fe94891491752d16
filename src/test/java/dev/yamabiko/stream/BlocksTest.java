package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class BlocksTest {

    private static final Topic TOPIC = new Topic("logs/a");

    private final Blocks blocks = new Blocks();
    private long next = 1;

    @Test
    void shouldFindTheBlocksThatHoldAnyOfTheOffsetsWanted() {
        add(3, 20); // 1..3, 4..6, ... 58..60
        for (int i = 0; i < 5; i++) {
            blocks.removeOldest();
        }
        add(3, 20); // around the ring, and beyond its first size

        assertThat(blocks.size()).isEqualTo(35);
        assertThat(firsts(blocks.between(17, 23))).containsExactly(16L, 19L, 22L);
        assertThat(firsts(blocks.between(18, 18))).containsExactly(16L);
        assertThat(firsts(blocks.between(1, 18))).containsExactly(16L);
        assertThat(firsts(blocks.between(118, 500))).containsExactly(118L);
        assertThat(blocks.between(1, 15)).isEmpty();
        assertThat(blocks.between(121, 500)).isEmpty();
        assertThat(blocks.between(30, 20)).isEmpty();
    }

    @Test
    void shouldBeTakenFromEitherEnd() {
        add(1, 4);

        assertThat(blocks.removeNewest().first()).isEqualTo(4);
        assertThat(blocks.removeOldest().first()).isEqualTo(1);
        assertThat(firsts(blocks.all())).containsExactly(2L, 3L);
        assertThat(firsts(blocks.newest(1))).containsExactly(3L);
        assertThat(blocks.oldest().first()).isEqualTo(2);
        assertThat(blocks.newest().first()).isEqualTo(3);
    }

    @Test
    void shouldFindNothingWhereThereIsNothing() {
        assertThat(blocks.between(1, 10)).isEmpty();
        assertThat(blocks.all()).isEmpty();
        assertThat(blocks.isEmpty()).isTrue();
    }

    private void add(int records, int count) {
        for (int i = 0; i < count; i++) {
            Block block = batch(TOPIC, records).stamp(next, 0);
            next = block.last() + 1;
            blocks.add(block);
        }
    }

    private static List<Long> firsts(List<Block> found) {
        return found.stream().map(Block::first).toList();
    }
}
