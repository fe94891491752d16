package dev.yamabiko.scenario;

import dev.yamabiko.proto.notification.v1.AcknowledgeNotificationsRequest;
import dev.yamabiko.proto.notification.v1.GetQueueRequest;
import dev.yamabiko.proto.notification.v1.GetQueueResponse;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc;
import dev.yamabiko.proto.notification.v1.NotificationServiceGrpc.NotificationServiceBlockingStub;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.proto.notification.v1.SubscriptionRequest;
import dev.yamabiko.service.notification.Inbox;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The notification commands of a scenario. One thread.
 *
 * <pre>
 * &gt; notify send [all] [USER]... type=t [title=t] [priority=n] [key=k]
 * &gt; notify open name user=USER [type=t]... [priority=n]
 * &gt; notify expect name     as many titles as are expected, ~n where n were skipped
 * &gt; notify drop name
 * &gt; notify resume name
 * &gt; notify ack USER [offset=n] [broadcast=n]
 * &gt; notify queue USER
 * </pre>
 */
final class NotificationSteps {

    static final Metadata.Key<String> KEY = Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);

    private final Nodes nodes;
    private final Map<String, Inbox> inboxes = new HashMap<>();
    private final Map<String, SubscriptionRequest> left = new HashMap<>();

    NotificationSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> run(Words words, int expected) throws InterruptedException {
        String verb = words.next();
        try {
            return switch (verb) {
                case "send" -> List.of(send(words));
                case "open" -> open(words);
                case "expect" -> inboxes.get(words.next()).titles(expected);
                case "drop" -> drop(words.next());
                case "resume" -> resume(words.next());
                case "ack" -> List.of(acknowledge(words));
                case "queue" ->
                    List.of(line(client("")
                            .getQueue(GetQueueRequest.newBuilder()
                                    .setUserId(words.next())
                                    .build())));
                default -> throw new IllegalArgumentException("notify: " + verb + " (expected: a command)");
            };
        } catch (StatusRuntimeException error) {
            return List.of(Lines.of(error));
        }
    }

    private String send(Words words) {
        String key = words.one("key");
        SendNotificationRequest.Builder request = SendNotificationRequest.newBuilder()
                .setToAll(words.flag("all"))
                .setType(words.one("type"))
                .setTitle(words.one("title"))
                .setPriority((int) words.number("priority"));
        for (String user = words.next(); !user.isEmpty(); user = words.next()) {
            request.addUserIds(user);
        }
        SendNotificationResponse sent = client(key).sendNotification(request.build());
        return request.getToAll()
                ? "all at " + sent.getBroadcastOffset()
                : "queued at " + new TreeMap<>(sent.getOffsetsMap());
    }

    private List<String> open(Words words) {
        String name = words.next();
        SubscriptionRequest request = SubscriptionRequest.newBuilder()
                .setUserId(words.one("user"))
                .addAllEventTypes(words.all("type"))
                .setPriorityLevel((int) words.number("priority"))
                .build();
        inboxes.put(name, Inbox.open(nodes.any(), request));
        return List.of();
    }

    private List<String> drop(String name) {
        left.put(name, inboxes.remove(name).leave());
        return List.of();
    }

    private List<String> resume(String name) {
        inboxes.put(name, Inbox.open(nodes.any(), left.remove(name)));
        return List.of();
    }

    private String acknowledge(Words words) {
        return line(client("")
                .acknowledgeNotifications(AcknowledgeNotificationsRequest.newBuilder()
                        .setUserId(words.next())
                        .setOffset(words.number("offset"))
                        .setBroadcastOffset(words.number("broadcast"))
                        .build()));
    }

    private static String line(GetQueueResponse queue) {
        return "pending " + queue.getPending() + " of " + queue.getCapacity() + " " + queue.getOverflow() + ", read "
                + queue.getAcknowledgedOffset() + " of " + queue.getLastOffset() + ", to all "
                + queue.getBroadcastsPending();
    }

    private NotificationServiceBlockingStub client(String key) {
        Metadata headers = new Metadata();
        if (!key.isEmpty()) {
            headers.put(KEY, key);
        }
        return NotificationServiceGrpc.newBlockingStub(nodes.any())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
