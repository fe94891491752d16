package dev.yamabiko.cluster.journal;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members that come, go and die while records are appended at all of them. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class ClusterJournalTest {

    private static final List<Topic> TOPICS =
            IntStream.range(0, 8).mapToObj(i -> new Topic("logs/t" + i)).toList();
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final List<Journal> journals = new CopyOnWriteArrayList<>();
    private Members members;

    @BeforeEach
    void open(Vertx vertx) {
        members = new Members(vertx, new ManualClock(1_000), 0);
    }

    @AfterEach
    void close() {
        members.close();
    }

    @Test
    void shouldKeepOneOrderWhereSeveralMembersAppend() throws InterruptedException {
        join(3);

        KeyedLoad load = KeyedLoad.start(journals, TOPICS, 6);
        awaitAcknowledged(load, 2_000);
        load.stop();

        journals.forEach(load::verify);
    }

    @Test
    void shouldShowWhatIsAcknowledgedOnEachMember() {
        join(3);

        for (Topic topic : TOPICS) {
            for (int i = 0; i < 9; i++) {
                await(journals.get(i % 3).append(List.of(batch(topic, 2))));
                assertThat(await(journals.get((i + 1) % 3).extent(topic))).isEqualTo(new Extent(1, 2L * i + 2));
                assertThat(await(journals.get((i + 2) % 3).topics(""))).contains(topic);
            }
        }
    }

    @Test
    void shouldLoseNothingWithOneMember() throws InterruptedException {
        join(3);
        String epoch = journals.get(0).epoch();
        KeyedLoad load = KeyedLoad.start(journals, TOPICS, 4);

        for (int round = 0; round < 3; round++) {
            awaitAcknowledged(load, 300);
            members.kill(round);
            journals.remove(0);
            awaitAcknowledged(load, 300);
            join(1);
            members.awaitSafe(3);
        }
        load.stop();

        assertThat(journals).extracting(Journal::epoch).containsOnly(epoch);
        journals.forEach(load::verify);
    }

    @Test
    void shouldBeginAnotherHistoryWhenTwoMembersAreLostAtOnce() {
        join(3);
        String epoch = journals.get(2).epoch();
        for (Topic topic : TOPICS) {
            await(journals.get(0).append(List.of(batch(topic, 3))));
        }

        members.kill(0);
        members.kill(1);
        journals.remove(0);
        journals.remove(0);
        assertThat(await(journals.get(0).append(List.of(batch(TOPICS.get(0), 1))))
                        .get(0)
                        .refusal())
                .isNotNull();
        join(1);

        Await.until(
                "another epoch",
                LIMIT,
                () -> journals.stream().noneMatch(journal -> journal.epoch().equals(epoch)));
        assertThat(journals.get(0).epoch()).isEqualTo(journals.get(1).epoch());
        Await.until(
                "appends",
                LIMIT,
                () -> await(journals.get(0).append(List.of(batch(TOPICS.get(0), 1))))
                                .get(0)
                                .refusal()
                        == null);
    }

    @Test
    void shouldLoseNothingWhenMembersJoinAndLeave() throws InterruptedException {
        join(1);
        KeyedLoad load = KeyedLoad.start(journals, TOPICS, 4);
        awaitAcknowledged(load, 300);
        join(1);
        awaitAcknowledged(load, 300);
        join(1);
        awaitAcknowledged(load, 300);
        String epoch = journals.get(0).epoch();

        for (int member = 0; member < 2; member++) {
            Journal leaving = journals.remove(0);
            await(leaving.close());
            members.instance(member).shutdown();
            awaitAcknowledged(load, 300);
        }
        load.stop();

        assertThat(journals.get(0).epoch()).isEqualTo(epoch);
        load.verify(journals.get(0));
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            HazelcastJournal journal = members.join();
            await(journal.open());
            journals.add(journal);
        }
        members.awaitSafe(journals.size());
    }

    private static void awaitAcknowledged(KeyedLoad load, int more) {
        int before = load.acknowledged();
        Await.until("acknowledgements", LIMIT, () -> load.acknowledged() >= before + more);
    }
}
