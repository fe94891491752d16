package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import org.jspecify.annotations.Nullable;

/** Looks at a queue. */
record LookCommand() implements Command<QueueView> {

    @Override
    public boolean wantsNewest() {
        return true;
    }

    @Override
    public @Nullable Notification decide(Queue queue) {
        return null;
    }

    @Override
    public QueueView answer(Queue queue, long offset) {
        return queue.view();
    }
}
