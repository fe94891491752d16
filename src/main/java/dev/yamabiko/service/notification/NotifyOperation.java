package dev.yamabiko.service.notification;

import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.service.BatchOperation;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.stream.StreamError.LimitReached;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a notification for an item of a batch. Used on one event loop. */
public final class NotifyOperation implements BatchOperation {

    private final NotificationSender sender;

    /** Sends through the sender. */
    public NotifyOperation(NotificationSender sender) {
        this.sender = sender;
    }

    @Override
    public String name() {
        return "notify";
    }

    @Override
    public Permissions.Action action() {
        return Permissions.Action.WRITE;
    }

    @Override
    public List<String> targets(BatchItem item) {
        SendCheck.notification(item.getNotify()); // so many receivers and no more are asked for
        return NotificationTopics.receivers(item.getNotify());
    }

    @Override
    public Future<?> execute(BatchItem item, @Nullable RetryKey key) {
        return sender.send(item.getNotify(), key).compose(NotifyOperation::whole);
    }

    /** Sent again under its key, it goes to those alone who have not got it. */
    private static Future<SendNotificationResponse> whole(SendNotificationResponse sent) {
        return sent.getRefusalsCount() == 0
                ? Future.succeededFuture(sent)
                : Future.failedFuture(new LimitReached(
                        "notifications.capacity",
                        "user_ids: " + sent.getRefusalsCount() + " queues are full (expected: none)"));
    }
}
