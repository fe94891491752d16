package dev.yamabiko.stream;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the way into the journal refuses, and what it keeps all the same. */
class AppenderRefusalTest extends AppenderFixture {

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
    void shouldRefuseWhatCameTooLateAndNothingElse() {
        // Given
        journal.hold();
        Future<Long> before = appender.append(batch(OTHER, 1));
        awaitAppends(1);
        Future<Long> first = appender.append(batch(TOPIC, 2).following(0));
        Future<Long> late = appender.append(batch(TOPIC, 1).following(0));
        Future<Long> other = appender.append(batch(OTHER, 1));

        // When
        journal.release();

        // Then
        await(before);
        assertThat(await(first)).isEqualTo(2);
        assertThatThrownBy(() -> await(late)).isInstanceOf(StreamError.Conflict.class);
        assertThat(await(other)).isEqualTo(2);
        assertThat(journal.appends().get(1)).as("each in a block of its own").hasSize(3);
        assertThat(appender.failure()).as("the journal is well").isNull();
        assertThat(await(appender.append(batch(TOPIC, 1).following(2)))).isEqualTo(3);
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
        assertThat(offsets(relayed)).isEqualTo(Stage.range(1, 1));
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
}
