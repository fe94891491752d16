package dev.yamabiko.cluster.journal;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.support.Records;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members that lose each other and find each other again, and copies that are not what they should be. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class SplitTest {

    private static final Topic TOPIC = new Topic("logs/billing");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<Journal> journals = new ArrayList<>();
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
    void shouldRefuseOnTheSmallerSideAndGoOnInTheSameHistory() {
        // Given
        join(3);
        String epoch = journals.get(0).epoch();
        assertThat(append(0, 3).last()).isEqualTo(3);

        // When
        members.split();
        awaitViews(2, 2, 1);

        // Then
        assertThat(append(2, 1).refusal()).isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> await(journals.get(2).extent(TOPIC)))
                .isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> await(journals.get(2).probe())).isInstanceOf(StreamError.JournalUnavailable.class);
        Await.until("appends on the larger side", LIMIT, () -> append(1, 2).refusal() == null);
        long last = append(0, 1).last();
        awaitViews(3, 3, 3);
        Await.until("appends on all", LIMIT, () -> append(2, 1).refusal() == null);
        assertThat(await(journals.get(2).extent(TOPIC)).last()).isGreaterThan(last);
        assertThat(offsets(0)).isEqualTo(offsets(1)).isEqualTo(offsets(2));
        assertThat(journals).extracting(Journal::epoch).containsOnly(epoch);
    }

    @Test
    void shouldBeginAnotherHistoryWhenTwoSidesHaveBothGoneOn() {
        // Given
        join(2);
        String epoch = journals.get(0).epoch();
        assertThat(append(0, 3).last()).isEqualTo(3);

        // When
        members.split();
        awaitViews(1, 1);
        Await.until("appends on one side", LIMIT, () -> append(0, 1).refusal() == null);
        Await.until("appends on the other", LIMIT, () -> append(1, 2).refusal() == null);
        awaitViews(2, 2);

        // Then
        Await.until(
                "another epoch",
                LIMIT,
                () -> journals.stream().noneMatch(journal -> journal.epoch().equals(epoch)));
        Await.until(
                "one epoch",
                LIMIT,
                () -> journals.get(0).epoch().equals(journals.get(1).epoch()));
        Await.until("appends", LIMIT, () -> append(0, 1).refusal() == null);
        assertThat(offsets(0)).isEqualTo(offsets(1));
    }

    @Test
    void shouldShowNothingThatOnlyTheOwnerHas() {
        // Given
        join(3);
        append(0, 3);
        int owner = owner();
        HazelcastInstance instance = members.instance(owner);
        JournalMaps.heads(instance).executeOnKey(TOPIC.name(), new OwnerOnly());

        // When
        long begun = System.nanoTime();
        Extent extent = await(journals.get((owner + 1) % 3).extent(TOPIC));

        // Then: it took a backup timeout to find out, and then the backup had it
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(extent.last()).isEqualTo(4);
        members.kill(owner);
        Await.until("the backup has taken over", LIMIT, () -> {
            Appended appended = append((owner + 2) % 3, 1);
            return appended.refusal() == null && appended.last() == 5;
        });
        assertThat(offsets((owner + 1) % 3)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            HazelcastJournal journal = members.join();
            await(journal.open());
            journals.add(journal);
        }
        members.awaitSafe(count);
    }

    private Appended append(int member, int records) {
        return await(journals.get(member).append(List.of(batch(TOPIC, records))))
                .get(0);
    }

    private List<Long> offsets(int member) {
        return Records.offsets(await(journals.get(member).read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE)));
    }

    private int owner() {
        for (int i = 0; i < journals.size(); i++) {
            HazelcastInstance instance = members.instance(i);
            if (instance.getPartitionService()
                    .getPartition(TOPIC.name())
                    .getOwner()
                    .equals(instance.getCluster().getLocalMember())) {
                return i;
            }
        }
        throw new AssertionError("no owner");
    }

    private void awaitViews(int... sizes) {
        for (int i = 0; i < sizes.length; i++) {
            int member = i;
            Await.until(
                    "view of " + i,
                    LIMIT,
                    () -> members.instance(member).getCluster().getMembers().size() == sizes[member]);
        }
    }

    /** An append whose copy was lost on the way. Runs where it is sent from. */
    @SuppressWarnings("serial")
    private static final class OwnerOnly extends HeadTask<Boolean> {

        @Override
        public Boolean process(Map.Entry<String, Head> entry) {
            Head head = entry.getValue();
            head.add(batch(TOPIC, 1).stamp(head.last() + 1, 1));
            entry.setValue(head);
            return true;
        }

        @Override
        public void writeData(ObjectDataOutput out) {
            throw new AssertionError("sent to another member");
        }

        @Override
        public void readData(ObjectDataInput in) {
            throw new AssertionError("sent to another member");
        }

        @Override
        public int getClassId() {
            return 0;
        }
    }
}
