package dev.yamabiko.service.notification;

import com.google.protobuf.Parser;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.fold.FoldKind;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;

/** Queues as folds: one for each user, by the user's id. Stateless. */
record QueueKind(QueueRules rules, NotificationGauges gauges) implements FoldKind<Queue, Notification> {

    @Override
    public Topic topic(String user) {
        return NotificationTopics.of(user);
    }

    @Override
    public Parser<Notification> parser() {
        return Notification.parser();
    }

    @Override
    public Future<Queue> begin(String user) {
        return Future.succeededFuture(new Queue(rules));
    }

    @Override
    public void kept(String user, Queue queue, Notification record) {
        gauges.kept(record);
    }
}
