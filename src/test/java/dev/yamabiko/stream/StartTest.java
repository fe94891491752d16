package dev.yamabiko.stream;

import static dev.yamabiko.stream.Stage.OTHER;
import static dev.yamabiko.stream.Stage.TOPIC;
import static dev.yamabiko.stream.Stage.filtering;
import static dev.yamabiko.stream.Stage.follow;
import static dev.yamabiko.stream.Stage.once;
import static dev.yamabiko.stream.Stage.play;
import static dev.yamabiko.stream.Stage.prefix;
import static dev.yamabiko.stream.Stage.range;
import static dev.yamabiko.stream.Stage.resuming;
import static dev.yamabiko.stream.Stage.tailing;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.FakeSink;
import dev.yamabiko.support.MessageFilter;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where subscriptions begin. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class StartTest {

    private static final TopicPolicy LAST_FIVE = new TopicPolicy(0, 0, 5);

    @Test
    void shouldBeginAtTheEarliestRecordKept(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 5; i++) {
                stage.append(TOPIC, 5);
            }
            stage.trim(TOPIC, LAST_FIVE);

            FakeSink sink = stage.read(follow(TOPIC));

            assertThat(sink.offsets()).isEqualTo(range(21, 25));
            assertThat(sink.signals()).isEmpty();
        });
    }

    @Test
    void shouldRefuseToGoOnWhereHistoryIsGone(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 5; i++) {
                stage.append(TOPIC, 5);
            }
            stage.trim(TOPIC, LAST_FIVE);

            assertThat(stage.read(resume(TOPIC, 19)).failure())
                    .isInstanceOfSatisfying(
                            StreamError.HistoryExpired.class,
                            expired -> assertThat(expired.earliest().offset()).isEqualTo(21));
            assertThat(stage.read(resume(TOPIC, 20)).offsets()).isEqualTo(range(21, 25));
        });
    }

    @Test
    void shouldSayWhatIsGoneAndGoOnIfThatIsWanted(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 5; i++) {
                stage.append(TOPIC, 5);
            }
            stage.trim(TOPIC, LAST_FIVE);

            FakeSink sink = stage.read(resuming(follow(TOPIC), new ResumePoint("", Map.of(TOPIC, 7L), true)));

            assertThat(sink.entries().get(0))
                    .isEqualTo(LogEntry.newBuilder()
                            .setHeartbeat(true)
                            .setOffset(20)
                            .setSkipped(13)
                            .build());
            assertThat(sink.offsets()).isEqualTo(range(21, 25));
        });
    }

    @Test
    void shouldRefuseAPositionThatCannotBe(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);

            assertThat(stage.read(resume(TOPIC, 6)).failure()).isInstanceOf(StreamError.InvalidPosition.class);
            assertThat(stage.read(resume(OTHER, 1)).failure()).isInstanceOf(StreamError.InvalidPosition.class);
            assertThat(stage.read(resuming(
                                    prefix("logs/"), new ResumePoint("", Map.of(new Topic("logs/none"), 1L), false)))
                            .failure())
                    .isInstanceOf(StreamError.InvalidPosition.class);
            assertThat(stage.read(resume(TOPIC, 5)).failure()).isNull();
        });
    }

    @Test
    void shouldNotGoOnInAnotherHistory(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(TOPIC, 5);
            ResumePoint elsewhere = new ResumePoint("another", Map.of(TOPIC, 3L), false);
            ResumePoint skipping = new ResumePoint("another", Map.of(TOPIC, 300L), true);

            assertThat(stage.read(resuming(follow(TOPIC), elsewhere)).failure())
                    .isInstanceOf(StreamError.HistoryExpired.class);
            assertThat(stage.read(resuming(follow(TOPIC), skipping)).offsets()).isEqualTo(range(1, 5));
        });
    }

    @Test
    void shouldReadFewBlocksForABoundedTime(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 100; i++) {
                stage.append(batch(TOPIC, i, "a", "b"));
            }
            Filter times = new MessageFilter("", 40, 42, new AtomicInteger());

            FakeSink sink = stage.read(once(filtering(follow(TOPIC), times)));

            assertThat(sink.offsets()).isEqualTo(range(81, 86));
            assertThat(sink.ended()).isTrue();
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isEqualTo(3);
        });
    }

    @Test
    void shouldReadNothingWhereNoRecordHasTheWantedTime(Vertx vertx) {
        play(vertx, stage -> {
            stage.append(batch(TOPIC, 5, "a", "b"));
            Filter times = new MessageFilter("", 6, 10, new AtomicInteger());

            assertThat(stage.read(once(filtering(follow(TOPIC), times))).ended())
                    .isTrue();
            FakeSink following = stage.read(filtering(follow(TOPIC), times));
            stage.append(batch(TOPIC, 7, "c"));

            assertThat(following.offsets()).containsExactly(3L);
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isZero();
        });
    }

    @Test
    void shouldReadTheIndexAloneForTheLastRecords(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 200; i++) {
                stage.append(TOPIC, 3);
            }

            assertThat(stage.read(tailing(follow(TOPIC), 7)).offsets()).isEqualTo(range(594, 600));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isEqualTo(3);
            assertThat(stage.read(tailing(follow(TOPIC), 6)).offsets()).isEqualTo(range(595, 600));
            assertThat(stage.read(tailing(follow(TOPIC), 1)).offsets()).containsExactly(600L);
            assertThat(stage.read(tailing(once(follow(TOPIC)), 601)).offsets()).isEqualTo(range(1, 600));
        });
    }

    @Test
    void shouldFindTheLastRecordsThatMatch(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 200; i++) {
                stage.append(batch(TOPIC, 0, i % 50 == 0 ? "rare" : "a", "b", "c"));
            }
            ReadRequest rare = filtering(
                    once(follow(TOPIC)),
                    new MessageFilter("rare", Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger()));

            assertThat(stage.read(tailing(rare, 1)).offsets()).containsExactly(451L);
            assertThat(stage.read(tailing(rare, 3)).offsets()).containsExactly(151L, 301L, 451L);
            assertThat(stage.read(tailing(rare, 5)).offsets()).containsExactly(1L, 151L, 301L, 451L);
        });
    }

    @Test
    void shouldReadLittleToFindTheLastRecordsThatMatch(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 500; i++) {
                stage.append(batch(TOPIC, 0, "a", "b"));
            }
            ReadRequest matching = filtering(
                    once(follow(TOPIC)), new MessageFilter("a", Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger()));

            assertThat(stage.read(tailing(matching, 5)).offsets()).containsExactly(991L, 993L, 995L, 997L, 999L);
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isBetween(10L, 15L);
        });
    }

    @Test
    void shouldFindTheLastRecordsOverSeveralTopics(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 100; i++) {
                stage.append(batch(TOPIC, 0, "a", "b"));
                stage.append(batch(OTHER, 0, "a", "c"));
            }
            stage.append(batch(OTHER, 0, "a", "c"));
            Filter a = new MessageFilter("a", Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger());

            FakeSink plain = stage.read(tailing(once(prefix("logs/")), 5));
            assertThat(plain.offsets(TOPIC)).containsExactly(200L);
            assertThat(plain.offsets(OTHER)).isEqualTo(range(199, 202));
            assertThat(stage.gauge(Gauges.BLOCKS_READ)).isEqualTo(3);

            FakeSink filtered = stage.read(filtering(tailing(once(follow(TOPIC, OTHER)), 3), a));
            assertThat(filtered.offsets(TOPIC)).containsExactly(199L);
            assertThat(filtered.offsets(OTHER)).containsExactly(199L, 201L);
        });
    }

    @Test
    void shouldFindTheLastRecordsOfALongHistory(Vertx vertx) {
        play(vertx, stage -> {
            for (int i = 0; i < 20_000; i++) {
                stage.append(batch(TOPIC, 0, i == 7 ? "rare" : "a"));
            }
            ReadRequest rare = filtering(
                    once(follow(TOPIC)),
                    new MessageFilter("rare", Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger()));

            assertThat(stage.read(tailing(rare, 2)).offsets()).containsExactly(8L);
            assertThat(stage.read(tailing(once(follow(TOPIC)), 19_999)).offsets())
                    .isEqualTo(range(2, 20_000));
        });
    }

    private static ReadRequest resume(Topic topic, long after) {
        return resuming(follow(topic), new ResumePoint("", Map.of(topic, after), false));
    }
}
