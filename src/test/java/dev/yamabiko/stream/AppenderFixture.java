package dev.yamabiko.stream;

import static dev.yamabiko.support.Answer.await;

import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.support.FakeRelay;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** An appender over a journal that a test holds up, and what it has relayed. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
abstract class AppenderFixture {

    static final Topic TOPIC = new Topic("logs/a");
    static final Topic OTHER = new Topic("logs/b");
    static final StreamLimits LIMITS = new StreamLimits(1_000, 4_000, 1 << 20, 1 << 20, 3_600_000, 7_200_000);

    final StreamError failure = new StreamError.JournalUnavailable("journal: no room", new IOException("no room"));
    final Gauges gauges = new Gauges();
    final FakeRelay relay = new FakeRelay();
    final List<Block> relayed = new CopyOnWriteArrayList<>();
    Vertx vertx;
    HeldJournal journal;
    Appender appender;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
        journal = new HeldJournal(
                new MemoryJournal(vertx, new JournalBounds(0, 0, 2), new ManualClock(1_000), new SplittableRandom(1)));
        relay.listen(topic -> true, relayed::add);
        appender = new Appender(vertx, journal, relay, LIMITS, gauges);
    }

    void awaitAppends(int count) {
        Promise<Void> begun = Promise.promise();
        vertx.setPeriodic(1, timer -> {
            if (journal.appends().size() >= count) {
                vertx.cancelTimer(timer);
                begun.tryComplete();
            }
        });
        await(begun.future());
    }
}
