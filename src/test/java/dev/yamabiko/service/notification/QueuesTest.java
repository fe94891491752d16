package dev.yamabiko.service.notification;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.stream.TopicPolicy;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The queues of two nodes that share a journal. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class QueuesTest {

    private static final QueueRules RULES = new QueueRules(10, Overflow.REFUSE, 0);

    private final ManualClock clock = new ManualClock(1_000);
    private final Gauges gauges = new Gauges();
    private final Random random = new Random(3);
    private LocalRelay relay;
    private Vertx vertx;
    private HeldJournal journal;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        relay = new LocalRelay(vertx);
        journal = new HeldJournal(new MemoryJournal(vertx, new JournalBounds(0, 0, 10_000), clock, new Random(1)));
    }

    @Test
    void shouldAgreeWithAnotherNodeWhateverBothSendAtOnce() {
        Queues one = node(new QueueRules(200, Overflow.REFUSE, 0), 1_000);
        Queues two = node(new QueueRules(200, Overflow.REFUSE, 0), 1_000);
        List<Future<?>> sent = new ArrayList<>();

        for (int i = 0; i < 100; i++) {
            sent.add(sender(one).send(to("ann"), null));
            sent.add(sender(two).send(to("ann"), null));
        }
        await(Future.all(sent));

        assertThat(look(one, "ann").pending()).isEqualTo(200);
        assertThat(look(two, "ann")).isEqualTo(look(one, "ann"));
        assertThat(kept("ann")).hasSize(200).extracting(Notification::getOffset).isSorted();
        assertThat(gauges.of("notifications_conflicts").sum()).isPositive();
    }

    @Test
    void shouldNeverHoldMoreThanTheCapacityWhoeverSends() {
        Queues one = node(RULES, 1_000);
        Queues two = node(RULES, 1_000);
        List<Future<?>> sent = new ArrayList<>();

        for (int i = 0; i < 30; i++) {
            sent.add(sender(one).send(to("ann"), null));
            sent.add(sender(two).send(to("ann"), null));
        }
        await(Future.join(sent).otherwiseEmpty());

        assertThat(sent).filteredOn(Future::succeeded).hasSize(10);
        assertThat(sent)
                .filteredOn(Future::failed)
                .extracting(Future::cause)
                .allSatisfy(error -> assertThat(error).isInstanceOf(StreamError.LimitReached.class));
        assertThat(kept("ann")).hasSize(10);
    }

    @Test
    void shouldSeeOnEachNodeWhatTheOtherHasAcknowledged() {
        Queues one = node(RULES, 1_000);
        Queues two = node(RULES, 1_000);
        for (int i = 0; i < 4; i++) {
            await(sender(one).send(to("ann"), null));
        }
        assertThat(look(two, "ann").pending()).isEqualTo(4);

        await(two.run("ann", new AcknowledgeCommand(3, 0)));

        assertThat(look(one, "ann").pending()).isEqualTo(1);
        assertThat(look(node(RULES, 1_000), "ann").acknowledged())
                .as("after a restart")
                .isEqualTo(3);
        assertThatThrownBy(() -> await(one.run("ann", new AcknowledgeCommand(6, 0))))
                .isInstanceOf(ServiceError.InvalidRequest.class)
                .hasMessage("offset: 6 (expected: 0 to 5)");
    }

    @Test
    void shouldKeepANotificationOfAKeyOnce() {
        Queues one = node(RULES, 1_000);
        Queues two = node(RULES, 1_000);
        RetryKey key = new RetryKey("k-1");
        SendNotificationRequest both =
                to("ann").toBuilder().addUserIds("bob").addUserIds("ann").build();

        SendNotificationResponse first = await(sender(one).send(both, key));
        SendNotificationResponse again = await(sender(two).send(both, key));
        SendNotificationResponse other = await(sender(two).send(both, new RetryKey("k-2")));

        assertThat(again).isEqualTo(first);
        assertThat(first.getQueued()).isEqualTo(2);
        assertThat(other.getNotificationId()).isNotEqualTo(first.getNotificationId());
        assertThat(kept("ann")).hasSize(2);
        assertThat(look(one, "ann").pending()).isEqualTo(2);
    }

    @Test
    void shouldKnowAKeyAgainThoughTheQueueIsFull() {
        Queues queues = node(RULES, 1_000);
        RetryKey key = new RetryKey("k-1");
        SendNotificationResponse first = await(sender(queues).send(to("ann"), key));
        for (int i = 1; i < 10; i++) {
            await(sender(queues).send(to("ann"), null));
        }

        assertThat(await(sender(queues).send(to("ann"), key))).isEqualTo(first);
        assertThatThrownBy(() -> await(sender(queues).send(to("ann"), new RetryKey("k-2"))))
                .isInstanceOf(StreamError.LimitReached.class);
        assertThat(kept("ann")).hasSize(10);
    }

    @Test
    void shouldSayWhichQueuesWereFull() {
        Queues queues = node(new QueueRules(1, Overflow.REFUSE, 0), 1_000);
        await(sender(queues).send(to("ann"), null));

        SendNotificationResponse sent = await(
                sender(queues).send(to("ann").toBuilder().addUserIds("bob").build(), null));

        assertThat(sent.getQueued()).isEqualTo(1);
        assertThat(sent.getOffsetsMap()).containsOnlyKeys("bob");
        assertThat(sent.getRefusals(0).getUserId()).isEqualTo("ann");
        assertThat(sent.getRefusals(0).getReason()).startsWith("user_ids: queue of ann is full (expected: less than 1");
        assertThat(gauges.of("notifications_refused").sum()).isEqualTo(1);
    }

    @Test
    void shouldGoOnAfterTheJournalHasFailed() {
        Queues queues = node(RULES, 1_000);
        await(sender(queues).send(to("ann"), null));
        journal.failNext(new StreamError.OutcomeUnknown("unknown", new IOException()));

        assertThatThrownBy(() -> await(sender(queues).send(to("ann"), null)))
                .isInstanceOf(StreamError.OutcomeUnknown.class);

        await(sender(queues).send(to("ann"), null));
        assertThat(look(queues, "ann").pending()).isEqualTo(2);
    }

    @Test
    void shouldBeginAgainWithAnotherHistory() {
        Queues queues = node(RULES, 1_000);
        await(sender(queues).send(to("ann"), null));
        clock.advance(10);
        await(journal.trim(NotificationTopics.of("ann"), new TopicPolicy(1, 0, 0)));
        assertThat(look(queues, "ann").pending()).isZero();

        journal.beginHistory("another");

        await(sender(queues).send(to("ann"), null));
        assertThat(look(queues, "ann").pending()).isEqualTo(1);
    }

    @Test
    void shouldRememberNoMoreThanItMay() {
        Queues queues = node(RULES, 100);
        for (int i = 0; i < 200; i++) {
            await(sender(queues).send(to("user-" + i), null));
            await(sender(queues).send(to("user-" + i), null));
        }

        assertThat(gauges.of("notifications_remembered").sum()).isBetween(50L, 120L);
        assertThat(look(queues, "user-0").pending()).isEqualTo(2);
        assertThat(look(queues, "user-199").pending()).isEqualTo(2);
    }

    @Test
    void shouldRefuseMoreThanMayWait() {
        Queues queues = new Queues(footing(), RULES, 100, 5, gauges);
        journal.hold();
        List<Future<SendNotificationResponse>> sent = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sent.add(sender(queues).send(to("user-" + i), null));
        }

        assertThatThrownBy(() -> await(sent.get(5)))
                .isInstanceOfSatisfying(
                        StreamError.LimitReached.class,
                        limit -> assertThat(limit.limit()).isEqualTo("notifications.waiting"));
        journal.release();
        await(Future.all(sent.subList(0, 5)));
        await(sender(queues).send(to("user-6"), null));
    }

    @Test
    void shouldAnswerOnTheCallersContextHoweverManyWait() {
        Queues queues = node(RULES, 1_000);
        Context context = vertx.getOrCreateContext();
        Promise<List<Context>> answered = Promise.promise();

        context.runOnContext(v -> {
            List<Context> contexts = new ArrayList<>();
            List<Future<?>> looks = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                looks.add(queues.look("ann").onSuccess(view -> contexts.add(Vertx.currentContext())));
            }
            Future.all(looks).<List<Context>>map(contexts).onComplete(answered);
        });

        assertThat(await(answered.future())).hasSize(5_000).containsOnly(context);
    }

    private Queues node(QueueRules rules, int remembered) {
        return new Queues(footing(), rules, remembered, 10_000, gauges);
    }

    private Footing footing() {
        Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
        return new Footing(vertx, journal, appender, relay, clock);
    }

    private NotificationSender sender(Queues queues) {
        return new NotificationSender(queues, clock, random);
    }

    private static SendNotificationRequest to(String user) {
        return SendNotificationRequest.newBuilder()
                .addUserIds(user)
                .setType("mail")
                .setMessage("hello")
                .build();
    }

    private static QueueView look(Queues queues, String user) {
        return await(queues.look(user));
    }

    private List<Notification> kept(String user) {
        List<Notification> kept = new ArrayList<>();
        for (Block block : await(journal.read(NotificationTopics.of(user), 1, Long.MAX_VALUE, Integer.MAX_VALUE))) {
            byte[] bytes = block.frames().array();
            block.frames().forEach((offset, from, to) -> {
                try {
                    kept.add(Notification.parser().parseFrom(bytes, from, to - from));
                } catch (IOException error) {
                    throw new AssertionError(error);
                }
            });
        }
        return kept;
    }
}
