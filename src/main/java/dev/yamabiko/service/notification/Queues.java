package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.fold.Look;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;

/**
 * The queues of all users, as far as this node has to do with them, and what is sent to all.
 *
 * <p>May be called on any thread; futures complete on the caller's context.
 */
public final class Queues {

    private final Footing footing;
    private final QueueRules rules;
    private final NotificationGauges gauges;
    private final Folds<Queue, Notification> folds;

    /**
     * None is remembered yet.
     *
     * @param remembered pending notifications that this node may have in memory
     * @param waiting commands that may wait for their turn
     */
    public Queues(Footing footing, QueueRules rules, int remembered, int waiting, Gauges gauges) {
        this.footing = footing;
        this.rules = rules;
        this.gauges = NotificationGauges.in(gauges);
        FoldBounds bounds = new FoldBounds("notifications", remembered, waiting);
        this.folds = new Folds<>(footing, new QueueKind(rules, this.gauges), bounds, gauges);
    }

    QueueRules rules() {
        return rules;
    }

    /** Does something with the queue of a user, after what was asked before. */
    <A> Future<A> run(String user, Command<Queue, Notification, A> command) {
        return folds.run(user, command).onFailure(error -> {
            if (error instanceof StreamError.LimitReached reached
                    && reached.limit().equals(SendCommand.FULL)) {
                gauges.refused().increment();
            }
        });
    }

    /** Looks at the queue of a user. */
    Future<QueueView> look(String user) {
        return run(user, new Look<>((queue, now) -> {
            queue.expire(now);
            return queue.view();
        }));
    }

    /** Sends something to all users; complete with its offset. */
    Future<Long> broadcast(Notification notification, IdempotencyKey key) {
        Batch batch = Batch.of(NotificationTopics.ALL, footing.clock().millis(), notification.toByteArray());
        return footing.appender()
                .append(batch.keyed(key))
                .onSuccess(offset -> gauges.broadcast().increment());
    }

    /** What is kept of what was sent to all users. */
    Future<Extent> broadcasts() {
        return footing.journal().extent(NotificationTopics.ALL);
    }
}
