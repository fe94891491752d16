package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.AcknowledgeNotificationsRequest;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.GetQueueResponse;
import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Notifications in and out, for the calls of one event loop. */
public final class NotificationService {

    private final Lane lane;
    private final Queues queues;
    private final NotificationSender sender;
    private final Permissions permissions;

    /** Reads through a lane; what waits for whom is in the queues. */
    public NotificationService(Lane lane, Queues queues, NotificationSender sender, Permissions permissions) {
        this.lane = lane;
        this.queues = queues;
        this.sender = sender;
        this.permissions = permissions;
    }

    /** {@code SubscribeToNotifications}; throws {@link dev.yamabiko.service.ServiceError}. */
    public void subscribe(SubscriptionRequest request, CallMetadata call, Sink sink) {
        SubscriptionCheck check = new SubscriptionCheck(request);
        permissions.require(call.caller(), Action.READ, check.topic().name());
        if (check.resumesAll()) {
            lane.subscribe(check.readRequest(), sink);
            return;
        }
        AtomicBoolean over = new AtomicBoolean();
        sink.onClose(() -> over.set(true));
        queues.look(request.getUserId()).onFailure(sink::fail).onSuccess(queue -> {
            if (!over.get()) {
                begin(check, queue, sink);
            }
        });
    }

    /** {@code SendNotification}; throws {@link dev.yamabiko.service.ServiceError}. */
    public Future<SendNotificationResponse> send(SendNotificationRequest request, CallMetadata call) {
        RetryKey key = RetryKey.of(call);
        SendCheck.notification(request);
        NotificationTopics.receivers(request).forEach(topic -> permissions.require(call.caller(), Action.WRITE, topic));
        return sender.send(request, key);
    }

    /** {@code AcknowledgeNotifications}; throws {@link dev.yamabiko.service.ServiceError}. */
    public Future<GetQueueResponse> acknowledge(AcknowledgeNotificationsRequest request, CallMetadata call) {
        FieldRules rules = new FieldRules();
        NotificationTopics.checkUser(rules, "user_id", request.getUserId());
        rules.range("offset", request.getOffset(), 0, Long.MAX_VALUE).check();
        permissions.require(call.caller(), Action.READ, NotificationTopics.PREFIX + request.getUserId());
        return queues.broadcasts().compose(all -> {
            new FieldRules()
                    .range("broadcast_offset", request.getBroadcastOffset(), 0, all.last())
                    .check();
            AcknowledgeCommand command = new AcknowledgeCommand(request.getOffset(), request.getBroadcastOffset());
            return queues.run(request.getUserId(), command).map(queue -> describe(queue, all));
        });
    }

    /** {@code GetQueue}; throws {@link dev.yamabiko.service.ServiceError}. */
    public Future<GetQueueResponse> getQueue(GetQueueRequest request, CallMetadata call) {
        FieldRules rules = new FieldRules();
        NotificationTopics.checkUser(rules, "user_id", request.getUserId());
        rules.check();
        permissions.require(call.caller(), Action.READ, NotificationTopics.PREFIX + request.getUserId());
        return queues.broadcasts()
                .compose(all -> queues.look(request.getUserId()).map(queue -> describe(queue, all)));
    }

    private void begin(SubscriptionCheck check, QueueView queue, Sink sink) {
        long dropped = check.dropped(queue);
        if (dropped > 0) {
            Notification gap = Notification.newBuilder()
                    .setHeartbeat(true)
                    .setSkipped(dropped)
                    .putPositions(check.topic().name(), queue.before())
                    .build();
            sink.write(Frames.ofMessage(gap.toByteArray()));
        }
        lane.subscribe(check.readRequest(queue), sink);
    }

    private GetQueueResponse describe(QueueView queue, Extent all) {
        long read = Math.max(queue.broadcastAcknowledged(), all.earliest() - 1);
        return GetQueueResponse.newBuilder()
                .setPending(queue.pending())
                .setOldest(queue.oldest())
                .setCapacity(queues.rules().capacity())
                .setOverflow(queues.rules().overflow().toString())
                .setDropped(queue.dropped())
                .setAcknowledgedOffset(queue.acknowledged())
                .setLastOffset(queue.last())
                .setBroadcastsPending(all.last() - read)
                .setBroadcastAcknowledgedOffset(queue.broadcastAcknowledged())
                .setBroadcastLastOffset(all.last())
                .build();
    }
}
