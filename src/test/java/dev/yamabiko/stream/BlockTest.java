package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.MessageFilter;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What filters take from a block, and how much of it the block remembers. */
class BlockTest {

    private static final Topic TOPIC = new Topic("logs/a");

    private final AtomicInteger tests = new AtomicInteger();

    @Test
    void shouldAskAFilterOnce() {
        Block block = batch(TOPIC, 0, "a", "b", "a").stamp(1, 0);

        Frames first = block.view(matching("a"));

        assertThat(block.view(matching("a"))).isSameAs(first);
        assertThat(tests).hasValue(3);
    }

    @Test
    void shouldRememberAFewTimesItsOwnSizeAtMost() {
        String text = "x".repeat(1_000);
        Block block = batch(TOPIC, 0, text, text, text, "y").stamp(1, 0);
        int remembered = 0;

        for (int i = 0; i < 100; i++) {
            Filter filter = matching("x".repeat(100 + i));
            Frames once = block.view(filter);
            Frames again = block.view(filter);
            remembered += once == again ? 1 : 0;
        }

        assertThat(remembered).isBetween(3, 8);
        assertThat(block.view(matching("x".repeat(199))).count()).isEqualTo(3);
    }

    @Test
    void shouldRememberMoreOfThoseThatTakeLittle() {
        Block block = batch(TOPIC, 0, "x".repeat(10_000)).stamp(1, 0);
        int asked = 0;

        for (int i = 0; i < 100; i++) {
            block.view(matching("no " + i));
            asked = tests.get();
            block.view(matching("no " + i));
        }

        assertThat(tests).hasValue(asked);
    }

    private Filter matching(String text) {
        return new MessageFilter(text, Long.MIN_VALUE, Long.MAX_VALUE, tests);
    }
}
