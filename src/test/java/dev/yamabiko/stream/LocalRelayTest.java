package dev.yamabiko.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.Await;
import dev.yamabiko.support.Records;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Blocks between event loops: who gets which. */
@ExtendWith(VertxExtension.class)
class LocalRelayTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Topic READ = new Topic("logs/read");
    private static final Topic UNREAD = new Topic("logs/unread");

    private final List<Topic> arrived = new CopyOnWriteArrayList<>();
    private final Set<Topic> wanted = ConcurrentHashMap.newKeySet();
    private LocalRelay relay;
    private Runnable stop;

    @BeforeEach
    void listen(Vertx vertx) {
        relay = new LocalRelay(vertx);
        stop = relay.listen(wanted::contains, block -> arrived.add(block.topic()));
    }

    @Test
    void shouldBringWhatIsWantedAndNothingElse() {
        // Given
        wanted.add(READ);

        // When
        relay.publish(block(UNREAD, 1));
        relay.publish(block(READ, 1));
        Await.until("a block", SOON, () -> !arrived.isEmpty());

        // Then
        assertThat(arrived).containsExactly(READ);
    }

    @Test
    void shouldAskForEveryBlockAnew() {
        // Given
        relay.publish(block(READ, 1));
        wanted.add(READ);

        // When
        relay.publish(block(READ, 2));
        Await.until("the second block", SOON, () -> !arrived.isEmpty());

        // Then
        assertThat(arrived).containsExactly(READ);
    }

    @Test
    void shouldBringNothingToThoseThatHaveStopped() {
        // Given
        wanted.add(READ);
        List<Topic> others = new CopyOnWriteArrayList<>();
        relay.listen(topic -> true, block -> others.add(block.topic()));

        // When
        stop.run();
        relay.publish(block(READ, 1));
        Await.until("the block where it is wanted", SOON, () -> !others.isEmpty());

        // Then
        assertThat(arrived).isEmpty();
    }

    private static Block block(Topic topic, long first) {
        return Records.batch(topic, 1).stamp(first, 1);
    }
}
