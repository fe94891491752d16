package dev.yamabiko.stream.latest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node keeps of a latest topic, whatever the relay brings. */
@Timeout(20)
class BoardTest {

    private static final Topic TOPIC = new Topic("latest/test");

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final LongAdder refused = new LongAdder();
    private final Board board = new Board(clock, 2, refused);
    private final BlockingQueue<Sheet> shown = new LinkedBlockingQueue<>();

    @BeforeEach
    void read() throws Exception {
        board.view(key -> true).add(new View.Reader(vertx.getOrCreateContext(), shown::add));
        next();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldKeepTheValueWithTheLargerVersion() throws Exception {
        // When
        take(block(new LatestValue("a", 5, frames("five"))));
        assertThat(texts(next())).containsExactly("five");
        take(block(new LatestValue("a", 4, frames("four"))));
        take(block(new LatestValue("a", 5, frames("five again"))));
        take(block(new LatestValue("a", 6, frames("six"))));

        // Then
        assertThat(texts(next())).as("echoes are not shown").containsExactly("six");
    }

    @Test
    void shouldForgetWhatIsNotRefreshed() throws Exception {
        // Given
        take(block(new LatestValue("a", 1, frames("a")), new LatestValue("b", 1, frames("b"))));
        next();

        // When
        clock.advance(Board.EXPIRY_MS);
        take(block(new LatestValue("b", 1, frames("b"))));
        clock.advance(1);
        board.expire();
        board.show();

        // Then
        assertThat(texts(next())).containsExactly("b");
        take(block(new LatestValue("c", 1, frames("c"))));
        assertThat(texts(next())).as("there is room again").containsExactly("b", "c");
        assertThat(refused.sum()).isZero();
    }

    @Test
    void shouldRefuseAKeyTooMany() throws Exception {
        take(block(
                new LatestValue("a", 1, frames("a")),
                new LatestValue("b", 1, frames("b")),
                new LatestValue("c", 1, frames("c"))));
        assertThat(texts(next())).containsExactly("a", "b");
        assertThat(refused.sum()).isEqualTo(1);
    }

    private void take(Block block) {
        board.take(block);
        board.show();
    }

    private Sheet next() throws Exception {
        Sheet sheet = shown.poll(10, TimeUnit.SECONDS);
        assertThat(sheet).isNotNull();
        return sheet;
    }

    private static List<String> texts(Sheet sheet) {
        List<String> texts = new ArrayList<>();
        dev.yamabiko.support.Records.entries(sheet.after(0).frames()).forEach(entry -> texts.add(entry.getMessage()));
        return texts;
    }

    private static Block block(LatestValue... values) {
        List<Block> blocks = new ArrayList<>();
        ValueBlock.encode(TOPIC, List.of(values), 1, blocks::add);
        return blocks.get(0);
    }

    private static Frames frames(String text) {
        return Frames.ofMessage(LogEntry.newBuilder().setMessage(text).build().toByteArray());
    }
}
