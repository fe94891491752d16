package dev.yamabiko.stream.latest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.FakeRelay;
import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source, the boards of a node and readers on two of its event loops. */
@Timeout(30)
class LatestLaneTest {

    private static final Topic TOPIC = new Topic("latest/test");

    private record Beginning(String prefix) implements KeyFilter {
        @Override
        public boolean test(String key) {
            return key.startsWith(prefix);
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final LocalRelay relay = new LocalRelay(vertx);
    private final Gauges gauges = new Gauges();
    private final Boards boards = new Boards(vertx, relay, clock, 10, gauges);
    private final LatestSource source = new LatestSource(relay, TOPIC, clock);
    private final Loop one = new Loop();
    private final Loop other = new Loop();

    /** An event loop with its lane. */
    private final class Loop {
        private final Context context = vertx.getOrCreateContext();
        private LatestLane lane;

        <T> T run(Callable<T> action) throws Exception {
            Promise<T> done = Promise.promise();
            context.runOnContext(v -> Future.<T>future(promise -> {
                        try {
                            promise.complete(action.call());
                        } catch (Exception error) {
                            promise.fail(error);
                        }
                    })
                    .onComplete(done));
            return done.future().await(10, TimeUnit.SECONDS);
        }

        FakeSink read(String prefix) throws Exception {
            return run(() -> {
                if (lane == null) {
                    lane = new LatestLane(vertx, boards, gauges);
                }
                FakeSink sink = FakeSink.open();
                lane.read(new LatestRequest(TOPIC, new Beginning(prefix), 0, 0), sink);
                return sink;
            });
        }

        List<String> texts(FakeSink sink) throws Exception {
            return run(() -> sink.records().stream().map(LogEntry::getMessage).toList());
        }

        void await(FakeSink sink, String... texts) throws Exception {
            for (int i = 0; i < 2_000 && texts(sink).size() < texts.length; i++) {
                vertx.timer(5, TimeUnit.MILLISECONDS).await(10, TimeUnit.SECONDS);
            }
            assertThat(texts(sink)).containsExactly(texts);
        }
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldShowWhatChangesToReadersOnEveryEventLoop() throws Exception {
        // Given
        FakeSink all = one.read("");
        FakeSink some = other.read("a/");
        awaitRead(true);

        // When
        put("a/1", "first");
        put("b/1", "second");
        source.flush();
        other.await(some, "first");
        one.await(all, "first", "second");
        put("a/1", "third");
        source.flush();

        // Then
        other.await(some, "first", "third");
        one.await(all, "first", "second", "third");
    }

    @Test
    void shouldShowANewReaderWhatThereIsAlready() throws Exception {
        // Given
        FakeSink first = one.read("");
        awaitRead(true);
        put("a", "kept");
        source.flush();
        one.await(first, "kept");

        // When
        FakeSink second = other.read("");
        FakeSink third = one.read("");

        // Then
        other.await(second, "kept");
        one.await(third, "kept");
    }

    @Test
    void shouldPublishEverythingToWhoBeginsToReadLater() throws Exception {
        // Given
        put("a", "before anybody read");
        source.flush();

        // When
        FakeSink late = one.read("");
        awaitRead(true);
        source.flush();

        // Then
        one.await(late, "before anybody read");
        source.flush();
        one.await(late, "before anybody read");
    }

    @Test
    void shouldPublishEverythingAgainAsOftenAsItsSourceIsToldTo() throws Exception {
        // Given blocks of a value that never changes
        List<Block> published = new ArrayList<>();
        FakeRelay fake = new FakeRelay();
        fake.reads(new Selection.Topics(Set.of(TOPIC)));
        fake.listenLatest(published::add);
        LatestSource soon = new LatestSource(fake, TOPIC, clock, 1_000);
        LatestSource late = new LatestSource(fake, TOPIC, clock, 60_000);
        soon.put("a", new byte[] {1});
        late.put("b", new byte[] {1});

        // When it is flushed ten times a second for 21 seconds
        for (int i = 0; i < 210; i++) {
            soon.flush();
            late.flush();
            clock.advance(100);
        }

        // Then
        assertThat(published).hasSize(21 + 3);
    }

    @Test
    void shouldAskEachFilterOnceForAKeyHoweverManyReadIt() throws Exception {
        // Given
        AtomicInteger asked = new AtomicInteger();
        KeyFilter counting = key -> {
            asked.incrementAndGet();
            return true;
        };
        List<FakeSink> sinks = one.run(() -> {
            LatestLane lane = new LatestLane(vertx, boards, gauges);
            List<FakeSink> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(FakeSink.open());
                lane.read(new LatestRequest(TOPIC, counting, 0, 0), all.get(i));
            }
            return all;
        });
        awaitRead(true);

        // When
        for (int tick = 0; tick < 10; tick++) {
            put("a", "tick " + tick);
            source.flush();
            one.await(sinks.get(199), ticks(tick));
        }

        // Then
        assertThat(asked.get()).isEqualTo(1);
        assertThat(gauges.snapshot().get(Gauges.SUBSCRIPTIONS_OPEN)).isEqualTo(200);
    }

    @Test
    void shouldReadNoMoreAWhileAfterTheLastReaderHasGone() throws Exception {
        // Given
        FakeSink sink = one.read("");
        awaitRead(true);

        // When
        one.run(() -> {
            sink.disconnect();
            return null;
        });

        // Then
        awaitRead(false);
        assertThat(gauges.snapshot().get(Gauges.SUBSCRIPTIONS_OPEN)).isZero();
    }

    @Test
    void shouldEndItsReadersAsTheNodeGoesAway() throws Exception {
        FakeSink sink = one.read("");
        one.run(() -> {
            one.lane.drain();
            return null;
        });
        assertThat(sink.failure()).isInstanceOf(StreamError.Draining.class);
    }

    @Test
    void shouldRefuseKeysBeyondTheBound() throws Exception {
        // Given
        FakeSink sink = one.read("");
        awaitRead(true);

        // When
        for (int i = 0; i < 12; i++) {
            put("key-" + i, Integer.toString(i));
        }
        source.flush();

        // Then
        one.await(sink, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(gauges.snapshot().get("latest_keys_refused")).isEqualTo(2);
    }

    private static String[] ticks(int last) {
        String[] all = new String[last + 1];
        for (int i = 0; i <= last; i++) {
            all[i] = "tick " + i;
        }
        return all;
    }

    private void put(String key, String text) {
        source.put(key, LogEntry.newBuilder().setMessage(text).build().toByteArray());
    }

    private void awaitRead(boolean read) throws Exception {
        for (int i = 0; i < 4_000 && source.isRead() != read; i++) {
            vertx.timer(5, TimeUnit.MILLISECONDS).await(10, TimeUnit.SECONDS);
        }
        assertThat(source.isRead()).isEqualTo(read);
    }
}
