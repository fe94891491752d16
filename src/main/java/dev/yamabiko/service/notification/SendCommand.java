package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError.LimitReached;
import java.util.List;

/**
 * Puts a notification into a queue; answered with its offset.
 *
 * @param retried true if the key is the sender's, who may have sent it before
 */
record SendCommand(String user, Notification notification, IdempotencyKey key, boolean retried, QueueRules rules)
        implements Command<Queue, Notification, Long> {

    /** The limit that refuses. */
    static final String FULL = "notifications.capacity";

    @Override
    public List<Notification> decide(Queue queue, long now) {
        queue.expire(now);
        Notification sent = queue.send(notification);
        if (sent == null) {
            throw new LimitReached(
                    FULL,
                    "user_ids: queue of " + user + " is full (expected: less than " + rules.capacity()
                            + " pending, or a higher priority where notifications.overflow is drop-lowest)");
        }
        return List.of(sent);
    }

    @Override
    public Long answer(Queue queue, long offset) {
        return offset;
    }
}
