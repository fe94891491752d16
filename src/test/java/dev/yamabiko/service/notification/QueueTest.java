package dev.yamabiko.service.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.notification.v1.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a queue decides, and what is left of it when its records are read again. */
@Timeout(20)
class QueueTest {

    private static final long DAY = 86_400_000;

    private final List<Notification> topic = new ArrayList<>();

    @Test
    void shouldHoldWhatIsNotAcknowledged() {
        Queue queue = queue(10, Overflow.REFUSE);

        send(queue, 3);
        send(queue, 7);
        send(queue, 5);
        assertThat(queue.view()).isEqualTo(new QueueView(3, 0, 0, 3, 1, 0, 0, List.of()));

        append(queue, queue.acknowledgement(2, 4));

        assertThat(queue.view()).isEqualTo(new QueueView(4, 2, 4, 1, 3, 2, 0, List.of()));
    }

    @Test
    void shouldNeverGoBack() {
        Queue queue = queue(10, Overflow.REFUSE);
        send(queue, 0);
        send(queue, 0);
        append(queue, queue.acknowledgement(2, 5));

        assertThat(queue.acknowledgement(1, 5)).isNull();
        assertThat(queue.acknowledgement(2, 3)).isNull();
        append(queue, queue.acknowledgement(1, 6));

        assertThat(queue.view().acknowledged()).isEqualTo(2);
        assertThat(queue.view().broadcastAcknowledged()).isEqualTo(6);
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        Queue queue = queue(2, Overflow.REFUSE);
        send(queue, 0);
        send(queue, 0);

        assertThat(queue.send(notification(100))).isNull();

        append(queue, queue.acknowledgement(1, 0));
        assertThat(queue.send(notification(0))).isNotNull();
    }

    @Test
    void shouldDropTheOldest() {
        Queue queue = queue(2, Overflow.DROP_OLDEST);
        send(queue, 9);
        send(queue, 1);

        Notification third = send(queue, 0);

        assertThat(third.getDroppedList()).containsExactly(1L);
        assertThat(queue.view()).isEqualTo(new QueueView(3, 0, 0, 2, 2, 1, 1, List.of()));
    }

    @Test
    void shouldDropTheLowestPriorityAndOfSeveralTheOldest() {
        Queue queue = queue(3, Overflow.DROP_LOWEST);
        send(queue, 5);
        send(queue, 2);
        send(queue, 2);

        assertThat(queue.send(notification(1))).as("lower than all").isNull();
        assertThat(send(queue, 2).getDroppedList()).containsExactly(2L);
        assertThat(send(queue, 9).getDroppedList()).containsExactly(3L);

        assertThat(queue.view()).isEqualTo(new QueueView(5, 0, 0, 3, 1, 0, 2, List.of(1L, 4L, 5L)));
    }

    @Test
    void shouldForgetWhatWasDroppedOnceAllBeforeItIsAcknowledged() {
        Queue queue = queue(2, Overflow.DROP_OLDEST);
        for (int i = 0; i < 5; i++) {
            send(queue, 0);
        }
        assertThat(queue.view().dropped()).isEqualTo(3);

        append(queue, queue.acknowledgement(2, 0));
        assertThat(queue.view().dropped()).isEqualTo(3);
        append(queue, queue.acknowledgement(3, 0));

        assertThat(queue.view().dropped()).isZero();
        assertThat(queue.view().pending()).isEqualTo(2);
    }

    @Test
    void shouldMakeAsMuchRoomAsASmallerCapacityWants() {
        Queue wide = queue(5, Overflow.DROP_OLDEST);
        for (int i = 0; i < 5; i++) {
            send(wide, 0);
        }
        Queue narrow = replayed(new QueueRules(2, Overflow.DROP_OLDEST, DAY));

        assertThat(send(narrow, 0).getDroppedList()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(narrow.view().pending()).isEqualTo(2);
    }

    @Test
    void shouldLetGoOfWhatIsTooOldOrGone() {
        Queue queue = queue(10, Overflow.REFUSE);
        for (int i = 0; i < 4; i++) {
            send(queue, 0);
        }

        queue.expire(DAY + 2);
        assertThat(queue.view().before()).isEqualTo(1);
        queue.trim(4);
        assertThat(queue.view().before()).isEqualTo(3);
        queue.trim(9);

        assertThat(queue.view()).isEqualTo(new QueueView(8, 0, 0, 0, 0, 8, 0, List.of()));
    }

    @ParameterizedTest
    @EnumSource(Overflow.class)
    void shouldBeTheSameWhenItIsReadAgain(Overflow overflow) {
        Random random = new Random(7);
        QueueRules rules = new QueueRules(8, overflow, DAY);
        Queue live = queue(8, overflow);
        for (int step = 0; step < 2_000; step++) {
            if (random.nextInt(10) == 0) {
                append(live, live.acknowledgement(random.nextLong(live.last() + 1), random.nextInt(50)));
            } else {
                append(live, live.send(notification(random.nextInt(4))));
            }
            assertThat(live.view().pending()).isLessThanOrEqualTo(8);
            if (step % 100 == 0) {
                assertThat(replayed(rules).view()).isEqualTo(live.view());
            }
        }
        assertThat(replayed(rules).view()).isEqualTo(live.view());
    }

    private Queue queue(int capacity, Overflow overflow) {
        return new Queue(new QueueRules(capacity, overflow, DAY));
    }

    private Queue replayed(QueueRules rules) {
        Queue again = new Queue(rules);
        for (int i = 0; i < topic.size(); i++) {
            again.replay(i + 1, topic.get(i));
        }
        return again;
    }

    private Notification send(Queue queue, int priority) {
        Notification sent = queue.send(notification(priority));
        assertThat(sent).isNotNull();
        append(queue, sent);
        return sent;
    }

    private void append(Queue queue, Notification record) {
        if (record != null) {
            topic.add(record);
            queue.replay(topic.size(), record);
        }
    }

    /** Its time is its offset. */
    private Notification notification(int priority) {
        return Notification.newBuilder()
                .setPriority(priority)
                .setTimestamp(topic.size() + 1)
                .build();
    }
}
