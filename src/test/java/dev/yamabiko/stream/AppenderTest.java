package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static dev.yamabiko.support.Records.offsets;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.support.FakeRelay;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way into the journal: whatever waits when a commit ends is the next one. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class AppenderTest {

    private static final Topic TOPIC = new Topic("logs/a");
    private static final Topic OTHER = new Topic("logs/b");
    private static final StreamLimits LIMITS = new StreamLimits(1_000, 4_000, 1 << 20, 1 << 20, 2, 3_600_000);

    private final StreamError failure =
            new StreamError.JournalUnavailable("journal: no room", new IOException("no room"));
    private final Gauges gauges = new Gauges();
    private final FakeRelay relay = new FakeRelay();
    private final List<Block> relayed = new CopyOnWriteArrayList<>();
    private Vertx vertx;
    private HeldJournal journal;
    private Appender appender;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
        journal = new HeldJournal(
                new MemoryJournal(vertx, new JournalBounds(0, 0, 2), new ManualClock(1_000), new SplittableRandom(1)));
        relay.listen(relayed::add);
        appender = new Appender(vertx, journal, relay, LIMITS, gauges);
    }

    @Test
    void shouldCommitALoneAppendByItself() {
        assertThat(await(appender.append(batch(TOPIC, 3)))).isEqualTo(1);
        assertThat(await(appender.append(batch(TOPIC, 2)))).isEqualTo(4);

        assertThat(journal.appends()).hasSize(2);
        assertThat(gauges.snapshot())
                .containsEntry(Gauges.COMMITS, 2L)
                .containsEntry(Gauges.RECORDS_APPENDED, 5L)
                .containsEntry(Gauges.APPEND_BYTES_PENDING, 0L);
        assertThat(relayed).extracting(Block::toString).containsExactly("logs/a[1..3]", "logs/a[4..5]");
    }

    @Test
    void shouldShareOneCommitBetweenAllThatWait() {
        // Given
        journal.hold();
        Future<Long> first = appender.append(batch(TOPIC, 1));
        awaitAppends(1);

        // When
        List<Future<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(appender.append(batch(TOPIC, 0, "t" + i, "u" + i)));
            waiting.add(appender.append(batch(OTHER, 0, "o" + i)));
        }
        journal.release();
        await(Future.all(waiting));

        // Then
        assertThat(await(first)).isEqualTo(1);
        assertThat(journal.appends()).hasSize(2);
        for (int i = 0; i < 10; i++) {
            assertThat(waiting.get(2 * i).result()).isEqualTo(2 + 2 * i);
            assertThat(waiting.get(2 * i + 1).result()).isEqualTo(1 + i);
        }
        assertThat(relayed)
                .extracting(Block::toString)
                .containsExactly("logs/a[1..1]", "logs/a[2..21]", "logs/b[1..10]");
        assertThat(entries(relayed.subList(1, 2)))
                .extracting(LogEntry::getMessage)
                .startsWith("t0", "u0", "t1", "u1")
                .hasSize(20);
    }

    @Test
    void shouldJoinAppendsIntoBlocksOfBoundedSize() {
        journal.hold();
        List<Future<Long>> waiting = new ArrayList<>();
        waiting.add(appender.append(batch(TOPIC, 1)));
        awaitAppends(1);
        for (int i = 0; i < 30; i++) {
            waiting.add(appender.append(batch(TOPIC, 0, "x".repeat(i == 7 ? 1_500 : 50))));
        }
        journal.release();
        await(Future.all(waiting));

        assertThat(waiting).extracting(Future::result).isEqualTo(range(1, 31));
        assertThat(offsets(relayed)).isEqualTo(range(1, 31));
        assertThat(relayed).hasSizeLessThan(8);
        assertThat(relayed)
                .allSatisfy(block -> assertThat(
                                block.info().bytes() <= 1_000 || block.info().count() == 1)
                        .isTrue());
    }

    @Test
    void shouldRefuseMoreThanMayWait() {
        journal.hold();
        List<Future<Long>> taken = new ArrayList<>();
        while (!appender.full()) {
            taken.add(appender.append(batch(TOPIC, 10)));
        }
        assertThat(gauges.of(Gauges.APPEND_BYTES_PENDING).sum()).isBetween(4_000L, 4_500L);
        Future<Long> last = appender.append(batch(TOPIC, 10));
        while (!last.failed()) {
            taken.add(last);
            last = appender.append(batch(TOPIC, 10));
        }

        assertThat(last.cause())
                .isInstanceOfSatisfying(
                        StreamError.LimitReached.class,
                        limit -> assertThat(limit.limit()).isEqualTo("stream.pending-bytes"));
        assertThat(gauges.of(Gauges.APPEND_BYTES_PENDING).sum()).isBetween(8_000L, 8_500L);
        journal.release();
        await(Future.all(taken));
        assertThat(appender.full()).isFalse();
        assertThat(gauges.of(Gauges.APPEND_BYTES_PENDING).sum()).isZero();
    }

    @Test
    void shouldFailAllThatSharedAFailedCommitAndGoOn() {
        // Given
        journal.hold();
        journal.fail(failure);
        Future<Long> first = appender.append(batch(TOPIC, 1));
        awaitAppends(1);
        Future<Long> second = appender.append(batch(TOPIC, 1));
        Future<Long> third = appender.append(batch(OTHER, 1));
        journal.release();

        // Then
        for (Future<Long> failed : List.of(first, second, third)) {
            assertThatThrownBy(() -> await(failed)).isSameAs(failure);
        }
        assertThat(appender.failure()).isSameAs(failure);
        assertThat(relayed).isEmpty();
        assertThat(gauges.snapshot())
                .containsEntry(Gauges.APPEND_BYTES_PENDING, 0L)
                .containsEntry(Gauges.RECORDS_APPENDED, 0L);

        // When
        journal.fail(null);

        // Then
        assertThat(await(appender.append(batch(TOPIC, 1)))).isEqualTo(1);
        assertThat(appender.failure()).as("until it was asked").isSameAs(failure);
    }

    @Test
    void shouldKeepNothingOfAProducerBehindAnAppendThatFailed() {
        // Given
        Producer producer = appender.producer();
        journal.hold();
        journal.failNext(failure);
        Future<Long> first = producer.append(batch(TOPIC, 3));
        awaitAppends(1);
        Future<Long> behind = producer.append(batch(TOPIC, 1));
        Future<Long> others = appender.append(batch(TOPIC, 1));

        // When
        journal.release();

        // Then
        assertThatThrownBy(() -> await(first)).isSameAs(failure);
        assertThatThrownBy(() -> await(behind)).isSameAs(failure);
        assertThatThrownBy(() -> await(producer.append(batch(TOPIC, 1)))).isSameAs(failure);
        assertThat(await(others)).isEqualTo(1);
        assertThat(offsets(relayed)).isEqualTo(range(1, 1));
        assertThat(gauges.of(Gauges.APPEND_BYTES_PENDING).sum()).isZero();
    }

    @Test
    void shouldAskTheJournalWhetherItHasRecovered() {
        journal.fail(failure);
        assertThatThrownBy(() -> await(appender.append(batch(TOPIC, 1)))).isSameAs(failure);
        assertThatThrownBy(() -> await(appender.probe())).isSameAs(failure);
        assertThat(appender.failure()).isSameAs(failure);

        journal.fail(null);
        await(appender.probe());

        assertThat(appender.failure()).isNull();
    }

    @Test
    void shouldRefuseOneTopicTooManyAndNothingElse() {
        await(appender.append(batch(TOPIC, 1)));
        journal.hold();
        Future<Long> before = appender.append(batch(TOPIC, 1));
        Future<Long> second = appender.append(batch(OTHER, 1));
        Future<Long> third = appender.append(batch(new Topic("logs/c"), 1));
        Future<Long> after = appender.append(batch(OTHER, 1));
        journal.release();

        assertThatThrownBy(() -> await(third))
                .isInstanceOfSatisfying(
                        StreamError.LimitReached.class,
                        limit -> assertThat(limit.limit()).isEqualTo("stream.max-topics"));
        assertThat(await(before)).isEqualTo(2);
        assertThat(await(second)).isEqualTo(1);
        assertThat(await(after)).isEqualTo(2);
        assertThat(appender.failure()).isNull();
        assertThat(gauges.of(Gauges.APPEND_BYTES_PENDING).sum()).isZero();
    }

    @Test
    void shouldAnswerOnTheCallersContext() {
        Context context = vertx.getOrCreateContext();
        Promise<Context> answered = Promise.promise();

        context.runOnContext(
                v -> appender.append(batch(TOPIC, 1)).onSuccess(offset -> answered.complete(Vertx.currentContext())));

        assertThat(await(answered.future())).isSameAs(context);
    }

    @Test
    void shouldFinishWhatWaitsAndTakeNoMoreWhenItDrains() {
        journal.hold();
        Future<Long> first = appender.append(batch(TOPIC, 1));
        Future<Long> second = appender.append(batch(TOPIC, 1));

        Future<Void> drained = appender.drain();

        assertThatThrownBy(() -> await(appender.append(batch(TOPIC, 1)))).isInstanceOf(StreamError.Draining.class);
        assertThat(drained.isComplete()).isFalse();
        journal.release();
        await(drained);
        assertThat(await(first)).isEqualTo(1);
        assertThat(await(second)).isEqualTo(2);
    }

    @Test
    void shouldKeepTheOrderOfManyProducers() {
        List<Future<List<Long>>> producers = new ArrayList<>();
        for (int producer = 0; producer < 8; producer++) {
            Context context = vertx.getOrCreateContext();
            Promise<List<Long>> done = Promise.promise();
            producers.add(done.future());
            context.runOnContext(v -> produce(200, done));
        }

        List<List<Long>> offsets = producers.stream().map(AppenderTest::await).toList();

        assertThat(offsets).allSatisfy(own -> assertThat(own).isSorted());
        assertThat(offsets.stream().flatMap(List::stream).sorted()).isEqualTo(range(1, 1_600));
        assertThat(offsets(relayed)).isEqualTo(range(1, 1_600));
        assertThat(journal.appends()).hasSizeLessThan(1_600);
    }

    private void produce(int records, Promise<List<Long>> done) {
        List<Future<Long>> appended = new ArrayList<>();
        produceNext(records, appended, done);
    }

    /** Appends one after the other, two at a time. */
    private void produceNext(int records, List<Future<Long>> appended, Promise<List<Long>> done) {
        if (appended.size() == records) {
            Future.all(appended).map(all -> all.<Long>list()).onComplete(done);
            return;
        }
        appended.add(appender.append(batch(TOPIC, 1)));
        appended.add(appender.append(batch(TOPIC, 1)));
        appended.get(appended.size() - 1).onSuccess(v -> produceNext(records, appended, done));
    }

    private void awaitAppends(int count) {
        Promise<Void> begun = Promise.promise();
        vertx.setPeriodic(1, timer -> {
            if (journal.appends().size() >= count) {
                vertx.cancelTimer(timer);
                begun.tryComplete();
            }
        });
        await(begun.future());
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer after 20 s", e);
        }
    }
}
