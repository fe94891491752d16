package dev.yamabiko.stream;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retention goes over all topics, whatever becomes of one of them. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class RetentionTest {

    private static final Topic TOPIC = new Topic("logs/a");
    private static final Topic OTHER = new Topic("logs/b");
    private static final int MANY = 20_000;

    private Vertx vertx;
    private HeldJournal journal;

    @BeforeEach
    void setUp(Vertx vertx) {
        this.vertx = vertx;
        journal = new HeldJournal(
                new MemoryJournal(vertx, new JournalBounds(0, 0, MANY), new ManualClock(0), new SplittableRandom(1)));
    }

    private static final Retention.KeyMemory KEYS = new Retention.KeyMemory(1_000, 10);

    @Test
    void shouldTrimEachTopicAsItsPolicySays() {
        append(batch(TOPIC, 1), batch(TOPIC, 1), batch(TOPIC, 1), batch(OTHER, 1), batch(OTHER, 1));
        Retention retention = new Retention(
                vertx,
                journal,
                topic -> new TopicPolicy(0, 0, topic.equals(TOPIC) ? 1 : 2),
                KEYS,
                new ManualClock(0),
                3_600_000);

        await(retention.round());

        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(3, 3));
        assertThat(await(journal.extent(OTHER))).isEqualTo(new Extent(1, 2));
    }

    @Test
    void shouldTryAgainAfterAFailure() {
        append(batch(TOPIC, 1), batch(TOPIC, 1));
        Retention retention =
                new Retention(vertx, journal, topic -> new TopicPolicy(0, 0, 1), KEYS, new ManualClock(0), 3_600_000);
        journal.fail(new StreamError.JournalUnavailable("journal: no room", new IOException("no room")));
        await(retention.round());
        assertThat(await(journal.extent(TOPIC)).earliest()).isEqualTo(1);

        journal.fail(null);
        await(retention.round());

        assertThat(await(journal.extent(TOPIC)).earliest()).isEqualTo(2);
    }

    @Test
    void shouldGoOnWithOtherTopicsWhenOneIsDamaged() {
        append(batch(TOPIC, 1), batch(OTHER, 1));
        journal.fail(new StreamError.JournalDamaged("block 1"));

        assertThat(topicsTried()).containsExactlyInAnyOrder(TOPIC, OTHER);
    }

    @Test
    void shouldTryNoOtherTopicWhileTheJournalHasNoRoom() {
        append(batch(TOPIC, 1), batch(OTHER, 1));
        journal.fail(new StreamError.JournalUnavailable("journal: no room", new IOException("no room")));

        assertThat(topicsTried()).hasSize(1);
    }

    private List<Topic> topicsTried() {
        List<Topic> tried = new CopyOnWriteArrayList<>();
        Retention retention = new Retention(
                vertx,
                journal,
                topic -> {
                    tried.add(topic);
                    return new TopicPolicy(0, 0, 1);
                },
                KEYS,
                new ManualClock(0),
                3_600_000);
        await(retention.round());
        return tried;
    }

    @Test
    void shouldGoOverManyTopics() {
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            batches.add(batch(new Topic("t" + i), 1));
            batches.add(batch(new Topic("t" + i), 1));
        }
        append(batches.toArray(Batch[]::new));
        Retention retention =
                new Retention(vertx, journal, topic -> new TopicPolicy(0, 0, 1), KEYS, new ManualClock(0), 3_600_000);

        await(retention.round());

        assertThat(await(journal.extent(new Topic("t" + (MANY - 1))))).isEqualTo(new Extent(2, 2));
    }

    @Test
    void shouldRunEverySoOftenUntilItIsStopped() {
        append(batch(TOPIC, 1), batch(TOPIC, 1));
        Promise<Void> round = Promise.promise();
        Retention retention = new Retention(
                vertx,
                journal,
                topic -> {
                    round.tryComplete();
                    return TopicPolicy.KEEP_ALL;
                },
                KEYS,
                new ManualClock(0),
                1);

        retention.start();
        await(round.future());

        retention.stop();
    }

    private void append(Batch... batches) {
        await(journal.append(List.of(batches)));
    }
}
