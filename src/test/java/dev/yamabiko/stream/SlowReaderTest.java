package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.once;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.range;
import static dev.yamabiko.stream.Stage.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.FakeSink;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A reader that is slower than what it reads: it costs nothing, and loses only what retention takes. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SlowReaderTest {

    /** A window of a few blocks of twenty records, and as many at a time from the journal. */
    private static final StreamLimits SMALL = new StreamLimits(32 << 10, 16 << 20, 4_000, 2_000, 3_600_000, 7_200_000);

    private static final TopicPolicy LAST_FIVE = new TopicPolicy(0, 0, 5);
    private static final ResumePoint SKIP_GAP = new ResumePoint("", Map.of(), true);

    @Test
    void shouldReadTheJournalOnceForReadersThatAreBehindTogether(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 10; i++) {
                stage.append(TOPIC, 3);
            }
            List<FakeSink> sinks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sinks.add(FakeSink.open());
                stage.subscribe(follow(TOPIC), sinks.get(i));
            }
            stage.turns.runAll();
            FakeSink later = stage.read(follow(TOPIC));

            assertThat(sinks).allSatisfy(sink -> assertThat(sink.offsets()).isEqualTo(range(1, 30)));
            assertThat(later.offsets()).isEqualTo(range(1, 30));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isEqualTo(10);
        });
    }

    @Test
    void shouldReadFromTheWindowWhatItHasNotTakenYet(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            sink.allow(2);
            for (int i = 0; i < 5; i++) {
                stage.append(TOPIC, 2);
            }
            assertThat(sink.offsets()).isEqualTo(range(1, 4));

            sink.allow(10);

            assertThat(sink.offsets()).isEqualTo(range(1, 10));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isZero();
        });
    }

    @Test
    void shouldReadManySmallBlocksOfTheWindowAsFew(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            sink.allow(1);
            for (int i = 0; i < 1_000; i++) {
                stage.append(TOPIC, 2);
            }
            assertThat(sink.offsets()).isEqualTo(range(1, 2));

            sink.allow(1_000);
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 2_000));
            assertThat(sink.writes()).isLessThan(300);
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isZero();
        });
    }

    @Test
    void shouldFallBehindTheWindowAndComeBack(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            // Given
            FakeSink sink = stage.read(follow(TOPIC));
            sink.allow(1);
            for (int i = 0; i < 50; i++) {
                stage.append(TOPIC, 20);
            }
            assertThat(sink.offsets()).isEqualTo(range(1, 20));

            // When
            for (int i = 0; i < 60; i++) {
                sink.allow(1);
                stage.turns.runAll();
            }

            // Then
            assertThat(sink.offsets()).isEqualTo(range(1, 1_000));
            long read = stage.gauge(Gauges.BLOCKS_READ);
            assertThat(read).isBetween(40L, 50L);

            // And it is live again
            sink.allow(1);
            stage.append(TOPIC, 20);
            assertThat(sink.offsets()).isEqualTo(range(1, 1_020));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isEqualTo(read);
        });
    }

    @Test
    void shouldHoldNoMoreForAReaderThatNeverReadsThanTheWindow(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            FakeSink sink = FakeSink.stalled();
            stage.subscribe(follow(TOPIC), sink);
            stage.turns.runAll();

            for (int i = 0; i < 500; i++) {
                stage.append(TOPIC, 20);
                stage.turns.runAll();
                assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isLessThanOrEqualTo(4_000);
            }

            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isZero();
            assertThat(sink.writes()).isZero();
        });
    }

    @Test
    void shouldReadNoFurtherThanAStalledReaderTakes(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            for (int i = 0; i < 100; i++) {
                stage.append(TOPIC, 20);
            }
            FakeSink sink = FakeSink.open();
            stage.subscribe(follow(TOPIC), sink);
            sink.allow(1);

            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 20));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isLessThanOrEqualTo(8);
        });
    }

    @Test
    void shouldShareTheWindowBetweenTopics(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            FakeSink sink = stage.read(follow(TOPIC, OTHER));
            FakeSink slow = stage.read(follow(TOPIC));
            slow.allow(0);
            stage.append(TOPIC, 20);
            for (int i = 0; i < 10; i++) {
                stage.append(OTHER, 20);
            }
            assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isLessThanOrEqualTo(4_000);

            slow.allow(10);
            stage.turns.runAll();

            assertThat(slow.offsets()).isEqualTo(range(1, 20));
            assertThat(sink.offsets(OTHER)).isEqualTo(range(1, 200));
        });
    }

    @Test
    void shouldEndAReaderThatRetentionHasPassedBy(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            sink.allow(1);
            for (int i = 0; i < 20; i++) {
                stage.append(TOPIC, 20);
            }
            stage.trim(TOPIC, LAST_FIVE);

            sink.allow(100);
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 20));
            assertThat(sink.failure()).isInstanceOfSatisfying(StreamError.HistoryExpired.class, expired -> {
                assertThat(expired.topic()).isEqualTo(TOPIC);
                assertThat(expired.earliest()).isEqualTo(new Position(stage.journal.epoch(), 381));
            });
        });
    }

    @Test
    void shouldSayHowManyRecordsRetentionHasTaken(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            FakeSink sink = stage.read(resuming(follow(TOPIC), SKIP_GAP));
            sink.allow(1);
            for (int i = 0; i < 20; i++) {
                stage.append(TOPIC, 20);
            }
            stage.trim(TOPIC, LAST_FIVE);

            sink.allow(100);
            stage.turns.runAll();

            assertThat(sink.signals())
                    .containsExactly(LogEntry.newBuilder()
                            .setHeartbeat(true)
                            .setOffset(380)
                            .setSkipped(360)
                            .build());
            assertThat(sink.entries().get(20)).isEqualTo(sink.signals().get(0));
            assertThat(sink.offsets().subList(20, 40)).isEqualTo(range(381, 400));
        });
    }

    @Test
    void shouldSayInWhichTopicRecordsAreGone(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            FakeSink sink = stage.read(resuming(follow(TOPIC, OTHER), SKIP_GAP));
            sink.allow(0);
            for (int i = 0; i < 20; i++) {
                stage.append(TOPIC, 20);
                stage.append(OTHER, 20);
            }
            stage.trim(OTHER, LAST_FIVE);

            sink.allow(100);
            stage.turns.runAll();

            assertThat(sink.signals())
                    .containsExactly(LogEntry.newBuilder()
                            .setHeartbeat(true)
                            .setSkipped(380)
                            .putPositions(OTHER.name(), 380)
                            .build());
            assertThat(sink.offsets(TOPIC)).isEqualTo(range(1, 400));
            assertThat(sink.offsets(OTHER)).isEqualTo(range(381, 400));
        });
    }

    @Test
    void shouldSayThatEverythingIsGone(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            FakeSink sink = stage.read(resuming(follow(TOPIC), SKIP_GAP));
            sink.allow(0);
            for (int i = 0; i < 20; i++) {
                stage.append(TOPIC, 20);
            }
            stage.clock.advance(1_000);
            stage.trim(TOPIC, new TopicPolicy(1, 0, 0));
            stage.relay.lose(1);
            stage.append(TOPIC, 1);
            stage.trim(TOPIC, LAST_FIVE);
            stage.lane.checkTails();

            sink.allow(100);
            stage.turns.runAll();

            assertThat(sink.signals()).extracting(LogEntry::getSkipped).containsExactly(400L);
            assertThat(sink.offsets()).containsExactly(401L);
        });
    }

    @Test
    void shouldCountOnlyWantedRecordsAsGoneAndEnd(Vertx vertx) {
        play(vertx, SMALL, stage -> {
            for (int i = 0; i < 10; i++) {
                stage.append(TOPIC, 20);
            }
            FakeSink sink = FakeSink.open();
            stage.subscribe(once(resuming(follow(TOPIC), SKIP_GAP)), sink);
            sink.allow(1);
            stage.turns.runAll();
            for (int i = 0; i < 10; i++) {
                stage.append(TOPIC, 20);
            }
            stage.trim(TOPIC, LAST_FIVE);

            for (int i = 0; i < 10; i++) {
                sink.allow(1);
                stage.turns.runAll();
            }

            long delivered = sink.offsets().size();
            assertThat(sink.signals()).extracting(LogEntry::getSkipped).containsExactly(200 - delivered);
            assertThat(sink.signals()).extracting(LogEntry::getOffset).containsExactly(200L);
            assertThat(sink.ended()).isTrue();
        });
    }
}
