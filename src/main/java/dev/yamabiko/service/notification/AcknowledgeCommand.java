package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.fold.Command;
import java.util.List;

/** Notes how far a user has come. */
record AcknowledgeCommand(long offset, long broadcastOffset) implements Command<Queue, Notification, QueueView> {

    @Override
    public boolean wantsNewest() {
        return true;
    }

    @Override
    public List<Notification> decide(Queue queue, long now) {
        new FieldRules().range("offset", offset, 0, queue.last()).check();
        queue.expire(now);
        Notification come = queue.acknowledgement(offset, broadcastOffset);
        return come == null ? List.of() : List.of(come);
    }

    @Override
    public QueueView answer(Queue queue, long kept) {
        return queue.view();
    }
}
