package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.support.FakeRelay;
import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.support.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * One lane over a journal whose answers wait for {@link #turns}, and a relay and sinks that a test plays with. A script
 * runs on one event loop, in one task: nothing happens but what it lets happen.
 */
final class Stage {

    static final Topic TOPIC = new Topic("logs/a");
    static final Topic OTHER = new Topic("logs/b");

    /** Larger than any test needs; tails are not looked at unless a test says so. */
    static final StreamLimits LIMITS = new StreamLimits(32 << 10, 16 << 20, 16 << 20, 4 << 10, 3_600_000, 7_200_000);

    final ManualClock clock = new ManualClock(1_000);
    final Turns turns = new Turns();
    final Gauges gauges = new Gauges();
    final FakeRelay relay = new FakeRelay();
    final MemoryJournal journal =
            new MemoryJournal(turns, new JournalBounds(0, 0, 100), clock, new SplittableRandom(1));

    /** What the lane reads: the journal, unless a test says otherwise. */
    final HeldJournal held = new HeldJournal(journal);

    final Lane lane;
    private final List<FakeSink> sinks = new ArrayList<>();

    private Stage(Vertx vertx, StreamLimits limits) {
        lane = new Lane(vertx, held, relay, limits, gauges);
    }

    static void play(Vertx vertx, Consumer<Stage> script) {
        play(vertx, LIMITS, script);
    }

    /** Plays a script, and checks that nothing is left when its clients have gone. */
    static void play(Vertx vertx, StreamLimits limits, Consumer<Stage> script) {
        Future<Void> played = Future.future(promise -> vertx.runOnContext(v -> {
            try {
                Stage stage = new Stage(vertx, limits);
                script.accept(stage);
                stage.strike();
                promise.complete();
            } catch (RuntimeException | AssertionError error) {
                promise.fail(error);
            }
        }));
        try {
            played.await(30, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the script does not end", e);
        }
    }

    /** Appends so many records, one block, and tells the relay. */
    Block append(Topic topic, int records) {
        return append(batch(topic, records));
    }

    Block append(Batch batch) {
        Block block = store(batch);
        relay.publish(block);
        return block;
    }

    /** Appends without telling the relay. */
    Block store(Batch batch) {
        Future<List<Appended>> appended = journal.append(List.of(batch));
        turns.runNewest();
        clock.advance(1);
        return Objects.requireNonNull(appended.result().get(0).block());
    }

    void trim(Topic topic, TopicPolicy policy) {
        journal.trim(topic, policy);
        turns.runNewest();
    }

    Subscription subscribe(ReadRequest request, FakeSink sink) {
        sinks.add(sink);
        return lane.subscribe(request, sink);
    }

    /** Subscribes and lets everything happen that follows from it. */
    FakeSink read(ReadRequest request) {
        FakeSink sink = FakeSink.open();
        subscribe(request, sink);
        turns.runAll();
        return sink;
    }

    long gauge(String name) {
        return gauges.of(name).sum();
    }

    static ReadRequest follow(Topic... topics) {
        return new ReadRequest(new Selection.Topics(Set.of(topics)), Filter.ALL, 0, true, 0, ResumePoint.NONE);
    }

    static ReadRequest prefix(String prefix) {
        return new ReadRequest(new Selection.Prefix(prefix), Filter.ALL, 0, true, 0, ResumePoint.NONE);
    }

    static ReadRequest resuming(ReadRequest request, ResumePoint resume) {
        return new ReadRequest(
                request.selection(),
                request.filter(),
                request.tail(),
                request.follow(),
                request.heartbeatSeconds(),
                resume);
    }

    static ReadRequest filtering(ReadRequest request, Filter filter) {
        return new ReadRequest(
                request.selection(),
                filter,
                request.tail(),
                request.follow(),
                request.heartbeatSeconds(),
                request.resume());
    }

    static ReadRequest tailing(ReadRequest request, int tail) {
        return new ReadRequest(
                request.selection(),
                request.filter(),
                tail,
                request.follow(),
                request.heartbeatSeconds(),
                request.resume());
    }

    static ReadRequest once(ReadRequest request) {
        return new ReadRequest(
                request.selection(),
                request.filter(),
                request.tail(),
                false,
                request.heartbeatSeconds(),
                request.resume());
    }

    static ReadRequest beating(ReadRequest request, int seconds) {
        return new ReadRequest(
                request.selection(), request.filter(), request.tail(), request.follow(), seconds, request.resume());
    }

    static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private void strike() {
        sinks.forEach(FakeSink::disconnect);
        turns.runAll();
        lane.close();
        assertThat(gauge(Gauges.SUBSCRIPTIONS_OPEN)).isZero();
        assertThat(gauge(Gauges.WINDOW_BYTES)).isZero();
    }
}
