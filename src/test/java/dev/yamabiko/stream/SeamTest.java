package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.prefix;
import static dev.yamabiko.stream.Stage.range;
import static dev.yamabiko.stream.Stage.resuming;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.FakeSink;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The seam between what is replayed and what comes: each record once, in order, wherever the seam falls. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SeamTest {

    @Test
    void shouldGoOnAtEveryRecordOfEveryBlock(Vertx vertx) {
        play(vertx, stage -> {
            int[] sizes = {1, 3, 1, 5, 2};
            for (int size : sizes) {
                stage.append(TOPIC, size);
            }
            for (long after = 0; after <= 12; after++) {
                FakeSink sink = stage.read(
                        resuming(follow(TOPIC), new ResumePoint(stage.journal.epoch(), Map.of(TOPIC, after), false)));
                assertThat(sink.offsets()).isEqualTo(range(after + 1, 12));
            }
        });
    }

    @Test
    void shouldGoOnWithWhatComesWhateverHasBeenReadBefore(Vertx vertx) {
        for (int history = 0; history <= 4; history++) {
            for (int turns = 0; turns <= 6; turns++) {
                for (int live = 1; live <= 3; live++) {
                    seam(vertx, history, turns, live);
                }
            }
        }
    }

    private static void seam(Vertx vertx, int history, int turns, int live) {
        play(vertx, stage -> {
            // Given
            for (int i = 0; i < history; i++) {
                stage.append(TOPIC, 3);
            }
            FakeSink sink = FakeSink.open();
            stage.subscribe(follow(TOPIC), sink);

            // When
            for (int i = 0; i < turns; i++) {
                stage.turns.runOldest();
            }
            for (int i = 0; i < live; i++) {
                stage.append(TOPIC, 2);
            }
            stage.turns.runAll();
            stage.append(TOPIC, 1);
            stage.turns.runAll();

            // Then
            assertThat(sink.offsets()).isEqualTo(range(1, 3L * history + 2L * live + 1));
            assertThat(sink.failure()).isNull();
        });
    }

    @Test
    void shouldDeliverLiveBlocksWithoutReadingTheJournal(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));

            for (int i = 0; i < 10; i++) {
                stage.append(TOPIC, 2);
            }

            assertThat(sink.offsets()).isEqualTo(range(1, 20));
            assertThat(sink.writes()).isEqualTo(10);
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isZero();
        });
    }

    @Test
    void shouldMissNothingWhenTheRelayLosesTheFirstBlocks(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));

            stage.relay.lose(2);
            stage.append(TOPIC, 2);
            stage.append(TOPIC, 2);
            stage.append(TOPIC, 2);
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 6));
        });
    }

    @Test
    void shouldMissNothingWhenTheRelayLosesABlockInTheMiddle(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));

            stage.append(TOPIC, 2);
            stage.relay.lose(1);
            stage.append(TOPIC, 2);
            stage.append(TOPIC, 2);
            stage.append(TOPIC, 2);
            stage.turns.runAll();
            stage.append(TOPIC, 2);

            assertThat(sink.offsets()).isEqualTo(range(1, 10));
        });
    }

    @Test
    void shouldMissNothingWhenTheRelayLosesTheLastBlock(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            stage.append(TOPIC, 2);
            stage.relay.lose(1);
            stage.append(TOPIC, 2);
            stage.turns.runAll();
            assertThat(sink.offsets()).isEqualTo(range(1, 2));

            stage.lane.checkTails();
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 4));
        });
    }

    @Test
    void shouldTellAllReadersWhatOneOfThemFoundInTheJournal(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            stage.append(TOPIC, 2);
            stage.relay.lose(1);
            stage.append(TOPIC, 2);

            FakeSink later = stage.read(follow(TOPIC));

            assertThat(later.offsets()).isEqualTo(range(1, 4));
            assertThat(sink.offsets()).isEqualTo(range(1, 4));
        });
    }

    @Test
    void shouldFindATopicOfWhichTheRelayHasLostEverything(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(prefix("logs/"));
            stage.relay.lose(1);
            stage.append(TOPIC, 2);

            stage.lane.checkTails();
            stage.lane.checkTails();
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 2));
        });
    }

    @Test
    void shouldRepeatNothingThatTheRelayRepeats(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            Block first = stage.append(TOPIC, 2);
            Block second = stage.append(TOPIC, 2);

            stage.relay.deliver(second);
            stage.relay.deliver(first);
            stage.relay.deliver(second);
            stage.append(TOPIC, 1);
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 5));
        });
    }

    @Test
    void shouldPutInOrderWhatTheRelayDelays(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = stage.read(follow(TOPIC));
            Block first = stage.store(batch(TOPIC, 2));
            Block second = stage.store(batch(TOPIC, 2));
            Block third = stage.store(batch(TOPIC, 2));

            stage.relay.deliver(third);
            stage.relay.deliver(first);
            stage.relay.deliver(second);
            stage.turns.runAll();

            assertThat(sink.offsets()).isEqualTo(range(1, 6));
        });
    }

    @Test
    void shouldReadEachTopicByItself(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 3);
            stage.append(OTHER, 2);
            FakeSink sink = stage.read(
                    resuming(follow(TOPIC, OTHER), new ResumePoint(stage.journal.epoch(), Map.of(TOPIC, 1L), false)));
            stage.append(OTHER, 2);
            stage.append(TOPIC, 2);

            assertThat(sink.offsets(TOPIC)).isEqualTo(range(2, 5));
            assertThat(sink.offsets(OTHER)).isEqualTo(range(1, 4));
        });
    }
}
