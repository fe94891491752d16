package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.filtering;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.range;
import static dev.yamabiko.stream.Stage.resuming;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.MessageFilter;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Subscriptions that want some records only. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class FilterTest {

    private final AtomicInteger tests = new AtomicInteger();

    @Test
    void shouldDeliverWhatAFilterTakesReplayedOrLive(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(batch(TOPIC, 0, "a", "b", "a"));
            FakeSink some = stage.read(filtering(follow(TOPIC), matching("a")));
            FakeSink none = stage.read(filtering(follow(TOPIC), matching("z")));
            FakeSink all = stage.read(filtering(follow(TOPIC), matching("")));

            stage.append(batch(TOPIC, 0, "b", "a", "b"));
            stage.append(batch(TOPIC, 0, "b", "b"));
            stage.append(batch(TOPIC, 0, "a", "a"));

            assertThat(some.offsets()).containsExactly(1L, 3L, 5L, 9L, 10L);
            assertThat(none.offsets()).isEmpty();
            assertThat(none.writes()).isZero();
            assertThat(all.offsets()).isEqualTo(range(1, 10));
        });
    }

    @Test
    void shouldEvaluateEqualFiltersOncePerBlock(Vertx vertx) {
        play(vertx, stage -> {
            List<FakeSink> sinks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sinks.add(stage.read(filtering(follow(TOPIC), matching("a"))));
            }

            stage.append(batch(TOPIC, 0, "a", "b", "a"));
            stage.append(batch(TOPIC, 0, "b", "a"));

            assertThat(tests).hasValue(5);
            assertThat(sinks).allSatisfy(sink -> assertThat(sink.offsets()).containsExactly(1L, 3L, 5L));
        });
    }

    @Test
    void shouldFilterFromTheMiddleOfABlock(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(batch(TOPIC, 0, "a", "a", "b", "a", "b"));
            FakeSink sink = stage.read(filtering(
                    resuming(follow(TOPIC), new ResumePoint("", Map.of(TOPIC, 1L), false)), matching("a")));

            assertThat(sink.offsets()).containsExactly(2L, 4L);
        });
    }

    @Test
    void shouldLookAtNoRecordOfABlockOutsideTheWantedTimes(Vertx vertx) {
        play(vertx, stage -> {
            Filter late = new MessageFilter("", 100, Long.MAX_VALUE, tests);
            FakeSink sink = stage.read(filtering(follow(TOPIC), late));

            stage.append(batch(TOPIC, 99, "a", "b"));
            stage.append(batch(TOPIC, 100, "c"));

            assertThat(sink.offsets()).containsExactly(3L);
            assertThat(tests).hasValue(1);
        });
    }

    @Test
    void shouldEndOnlyTheSubscriptionWhoseFilterFails(Vertx vertx) {
        play(vertx, stage -> {
            FakeSink before = stage.read(follow(TOPIC));
            FakeSink failing = stage.read(filtering(follow(TOPIC), (bytes, from, to) -> {
                throw new IllegalStateException("no such field");
            }));
            FakeSink after = stage.read(follow(TOPIC));

            stage.append(TOPIC, 2);
            stage.append(TOPIC, 2);

            assertThat(failing.failure()).isInstanceOf(IllegalStateException.class);
            assertThat(before.offsets()).isEqualTo(range(1, 4));
            assertThat(after.offsets()).isEqualTo(range(1, 4));
            assertThat(stage.gauge(Gauges.SUBSCRIPTIONS_OPEN)).isEqualTo(2);
        });
    }

    @Test
    void shouldEndASubscriptionWhoseFilterFailsWhileItsBeginningIsSought(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 2);
            FakeSink failing = stage.read(Stage.tailing(
                    filtering(follow(TOPIC), (bytes, from, to) -> {
                        throw new IllegalStateException("no such field");
                    }),
                    1));

            assertThat(failing.failure()).isInstanceOf(IllegalStateException.class);
        });
    }

    private Filter matching(String text) {
        return new MessageFilter(text, Long.MIN_VALUE, Long.MAX_VALUE, tests);
    }
}
