package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.beating;
import static dev.yamabiko.stream.Stage.filtering;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.once;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.prefix;
import static dev.yamabiko.stream.Stage.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.MessageFilter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How subscriptions live and end, and what they leave behind. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class LifeTest {

    @Test
    void shouldEndAfterHistoryUnlessItFollows(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            FakeSink sink = FakeSink.open();
            Subscription subscription = stage.subscribe(once(follow(TOPIC)), sink);
            stage.append(TOPIC, 5);
            stage.turns.runAll();
            stage.append(TOPIC, 5);

            assertThat(sink.offsets()).isEqualTo(range(1, 5));
            assertThat(sink.ended()).isTrue();
            assertThat(subscription.state()).isEqualTo(Subscription.State.CLOSED);
        });
    }

    @Test
    void shouldEndAtOnceWhereThereIsNothing(Vertx vertx) {
        play(vertx, stage -> {
            assertThat(stage.read(once(follow(TOPIC))).ended()).isTrue();
            assertThat(stage.read(once(prefix("logs/"))).ended()).isTrue();
        });
    }

    @Test
    void shouldBeLiveOnceItHasCaughtUp(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            Subscription subscription = stage.subscribe(follow(TOPIC), FakeSink.open());
            assertThat(subscription.state()).isEqualTo(Subscription.State.CATCHING_UP);

            stage.turns.runAll();

            assertThat(subscription.state()).isEqualTo(Subscription.State.LIVE);
        });
    }

    @Test
    void shouldReadTopicsThatComeLater(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 2);
            FakeSink sink = stage.read(prefix("logs/"));

            stage.append(new Topic("metrics/a"), 1);
            stage.append(OTHER, 3);
            stage.append(TOPIC, 1);
            stage.append(OTHER, 1);
            stage.turns.runAll();

            assertThat(sink.records()).hasSize(7);
            assertThat(sink.offsets(TOPIC)).isEqualTo(range(1, 3));
            assertThat(sink.offsets(OTHER)).isEqualTo(range(1, 4));
        });
    }

    @Test
    void shouldReadATopicThatSomebodyElseWaitsForAlready(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink waiting = stage.read(follow(TOPIC));
            FakeSink all = stage.read(prefix("logs/"));

            stage.append(TOPIC, 2);

            assertThat(waiting.offsets()).isEqualTo(range(1, 2));
            assertThat(all.offsets()).isEqualTo(range(1, 2));
        });
    }

    @Test
    void shouldReplaySeveralTopicsInTheOrderOfTheirBlocks(Vertx vertx) {
        play(vertx, stage -> {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Topic topic = i % 200 < 150 ? TOPIC : OTHER;
                stage.append(topic, 1);
                expected.add(topic.name());
            }

            FakeSink sink = stage.read(once(prefix("logs/")));

            assertThat(sink.records()).extracting(LogEntry::getApplication).isEqualTo(expected);
            assertThat(sink.offsets(TOPIC)).isEqualTo(range(1, 250));
            assertThat(sink.offsets(OTHER)).isEqualTo(range(1, 50));
        });
    }

    @Test
    void shouldGiveASignOfLifeWhenItIsQuiet(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            FakeSink sink = FakeSink.open();
            Subscription subscription = stage.subscribe(beating(follow(TOPIC), 2), sink);
            stage.turns.runAll();

            subscription.tick();
            assertThat(sink.signals()).isEmpty();
            subscription.tick();
            assertThat(sink.signals())
                    .containsExactly(LogEntry.newBuilder()
                            .setHeartbeat(true)
                            .setOffset(5)
                            .build());
            stage.append(TOPIC, 1);
            subscription.tick();
            assertThat(sink.signals()).hasSize(1);
            subscription.tick();
            assertThat(sink.signals()).extracting(LogEntry::getOffset).containsExactly(5L, 6L);
        });
    }

    @Test
    void shouldGiveASignOfLifeWhileNothingMatches(Vertx vertx) {
        play(vertx, stage -> {
            Filter none = new MessageFilter("none", Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger());
            FakeSink sink = FakeSink.open();
            Subscription subscription = stage.subscribe(filtering(beating(follow(TOPIC), 2), none), sink);
            stage.turns.runAll();

            for (int i = 0; i < 5; i++) {
                stage.append(TOPIC, 5);
                subscription.tick();
            }

            assertThat(sink.signals()).extracting(LogEntry::getOffset).containsExactly(15L, 25L);
        });
    }

    @Test
    void shouldNotCountTheSecondInWhichItBegins(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = FakeSink.open();
            Subscription subscription = stage.subscribe(beating(follow(TOPIC), 1), sink);
            stage.turns.runAll();

            subscription.tick();
            assertThat(sink.signals()).isEmpty();
            subscription.tick();
            assertThat(sink.signals()).hasSize(1);
        });
    }

    @Test
    void shouldSayPositionsByTopicWhereItReadsAllOfAPrefix(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            FakeSink sink = FakeSink.open();
            Subscription subscription = stage.subscribe(beating(prefix("logs/"), 1), sink);
            stage.turns.runAll();
            stage.append(OTHER, 2);
            subscription.tick();
            subscription.tick();

            assertThat(sink.entries().get(0))
                    .isEqualTo(LogEntry.newBuilder()
                            .setHeartbeat(true)
                            .putPositions(TOPIC.name(), 0)
                            .build());
            assertThat(sink.signals().get(1).getPositionsMap())
                    .containsEntry(TOPIC.name(), 5L)
                    .containsEntry(OTHER.name(), 2L);
        });
    }

    @Test
    void shouldKeepQuietWhileTheReaderIsStalled(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink sink = FakeSink.stalled();
            Subscription subscription = stage.subscribe(beating(follow(TOPIC), 1), sink);
            stage.turns.runAll();

            subscription.tick();
            subscription.tick();

            assertThat(sink.writes()).isZero();
        });
    }

    @Test
    void shouldEndAllWhenTheNodeGoesAway(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink live = stage.read(follow(TOPIC));
            FakeSink starting = FakeSink.closingLater();
            stage.append(TOPIC, 2);
            stage.subscribe(Stage.tailing(prefix("logs/"), 1), starting);

            Future<Void> drained = stage.lane.drain();
            stage.turns.runAll();
            assertThat(drained.isComplete()).isFalse();
            starting.disconnect();
            FakeSink late = stage.read(follow(TOPIC));

            assertThat(live.failure())
                    .isInstanceOfSatisfying(
                            StreamError.Draining.class,
                            draining -> assertThat(draining.position())
                                    .isEqualTo(new ResumePoint(stage.journal.epoch(), Map.of(TOPIC, 2L), false)));
            assertThat(starting.failure())
                    .isInstanceOfSatisfying(
                            StreamError.Draining.class,
                            draining -> assertThat(draining.position()).isNull());
            assertThat(starting.writes()).isZero();
            assertThat(late.failure()).isInstanceOf(StreamError.Draining.class);
        });
    }

    @Test
    void shouldForgetATopicWithItsLastReader(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink first = stage.read(follow(TOPIC));
            FakeSink second = stage.read(prefix("logs/"));
            stage.append(TOPIC, 2);
            assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isPositive();

            first.disconnect();
            assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isPositive();
            second.disconnect();

            assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isZero();
            assertThat(stage.gauge(Gauges.SUBSCRIPTIONS_OPEN)).isZero();
            stage.append(TOPIC, 2);
            assertThat(stage.gauge(Gauges.WINDOW_BYTES)).isZero();
        });
    }
}
