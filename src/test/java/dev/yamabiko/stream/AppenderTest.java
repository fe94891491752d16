package dev.yamabiko.stream;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.Answer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way into the journal: whatever waits when a commit ends is the next one. */
class AppenderTest extends AppenderFixture {

    @Test
    void shouldCommitALoneAppendByItself() {
        assertThat(await(appender.append(batch(TOPIC, 3)))).isEqualTo(3);
        assertThat(await(appender.append(batch(TOPIC, 2)))).isEqualTo(5);

        assertThat(journal.appends()).hasSize(2);
        assertThat(gauges.snapshot())
                .containsEntry(Gauges.COMMITS, 2L)
                .containsEntry(Gauges.RECORDS_APPENDED, 5L)
                .containsEntry(Gauges.APPEND_BYTES_PENDING, 0L);
        assertThat(relayed).extracting(Block::toString).containsExactly("logs/a[1..3]", "logs/a[4..5]");
    }

    @Test
    void shouldPublishInOrderWhicheverEventLoopsCommit() {
        // Given event loops that append again as soon as they are answered
        List<Future<Long>> loops = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Promise<Long> done = Promise.promise();
            loops.add(done.future());
            ((VertxInternal) vertx).createEventLoopContext().runOnContext(v -> appendAgain(500, done));
        }

        // When
        loops.forEach(Answer::await);

        // Then
        long next = 1;
        for (Block block : relayed) {
            assertThat(block.first()).isEqualTo(next);
            next = block.last() + 1;
        }
        assertThat(next).isEqualTo(8 * 500 + 1);
    }

    @Test
    void shouldKeepRecordsWithAKeyInABlockOfTheirOwnAndOnlyOnce() {
        // Given
        journal.hold();
        Future<Long> first = appender.append(batch(TOPIC, 1));
        awaitAppends(1);

        // When
        Future<Long> before = appender.append(batch(TOPIC, 2));
        Future<Long> keyed = appender.append(batch(TOPIC, 3).keyed(new IdempotencyKey("k", 0)));
        Future<Long> again = appender.append(batch(TOPIC, 3).keyed(new IdempotencyKey("k", 0)));
        Future<Long> longer = appender.append(batch(TOPIC, 5).keyed(new IdempotencyKey("k", 0)));
        Future<Long> after = appender.append(batch(TOPIC, 1));
        journal.release();

        // Then
        assertThat(await(first)).isEqualTo(1);
        assertThat(await(before)).isEqualTo(3);
        assertThat(await(keyed)).isEqualTo(6);
        assertThat(await(again)).as("the original offset").isEqualTo(6);
        assertThat(await(longer)).isEqualTo(8);
        assertThat(await(after)).isEqualTo(9);
        assertThat(relayed)
                .extracting(Block::toString)
                .containsExactly("logs/a[1..1]", "logs/a[2..3]", "logs/a[4..6]", "logs/a[7..8]", "logs/a[9..9]");
        assertThat(entries(relayed.subList(3, 4)))
                .extracting(LogEntry::getMessage)
                .containsExactly("m3", "m4");
        assertThat(gauges.snapshot()).containsEntry(Gauges.RECORDS_APPENDED, 9L);
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
            assertThat(waiting.get(2 * i).result()).isEqualTo(3 + 2 * i);
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

        assertThat(waiting).extracting(Future::result).isEqualTo(Stage.range(1, 31));
        assertThat(offsets(relayed)).isEqualTo(Stage.range(1, 31));
        assertThat(relayed).hasSizeLessThan(8);
        assertThat(relayed)
                .allSatisfy(block -> assertThat(
                                block.info().bytes() <= 1_000 || block.info().count() == 1)
                        .isTrue());
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

        List<List<Long>> offsets = producers.stream().map(Answer::await).toList();

        assertThat(offsets).allSatisfy(own -> assertThat(own).isSorted());
        assertThat(offsets.stream().flatMap(List::stream).sorted()).isEqualTo(Stage.range(1, 1_600));
        assertThat(offsets(relayed)).isEqualTo(Stage.range(1, 1_600));
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

    private void appendAgain(int times, Promise<Long> done) {
        appender.append(batch(TOPIC, 1)).onFailure(done::fail).onSuccess(offset -> {
            if (times > 1) {
                appendAgain(times - 1, done);
            } else {
                done.complete(offset);
            }
        });
    }
}
