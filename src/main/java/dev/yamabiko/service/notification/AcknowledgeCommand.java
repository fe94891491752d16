package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.FieldRules;
import org.jspecify.annotations.Nullable;

/** Notes how far a user has come. */
record AcknowledgeCommand(long offset, long broadcastOffset) implements Command<QueueView> {

    @Override
    public boolean wantsNewest() {
        return true;
    }

    @Override
    public @Nullable Notification decide(Queue queue) {
        new FieldRules().range("offset", offset, 0, queue.last()).check();
        return queue.acknowledgement(offset, broadcastOffset);
    }

    @Override
    public QueueView answer(Queue queue, long kept) {
        return queue.view();
    }
}
