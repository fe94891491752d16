package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.proto.notification.v1.Refusal;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError.LimitReached;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sends notifications to queues, whoever asks for it. Thread-safe; futures complete on the caller's context. */
public final class NotificationSender {

    private final Queues queues;
    private final Clock clock;
    private final RandomGenerator random;

    /** {@code random}: makes the ids of notifications; thread-safe. */
    public NotificationSender(Queues queues, Clock clock, RandomGenerator random) {
        this.queues = queues;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Sends one notification.
     *
     * @param key what it is recognised by when it is sent again; null: nothing
     * @return once it is durable; fails if no queue took it, or if nobody knows of any of them
     * @throws dev.yamabiko.service.ServiceError.InvalidRequest for fields that break their rules
     */
    public Future<SendNotificationResponse> send(SendNotificationRequest request, @Nullable RetryKey key) {
        String id = id(key);
        Notification notification = SendCheck.notification(request).toBuilder()
                .setId(id)
                .setTimestamp(clock.millis())
                .build();
        IdempotencyKey kept = key == null ? ownKey(id) : key.after(0);
        SendNotificationResponse.Builder response =
                SendNotificationResponse.newBuilder().setNotificationId(id);
        if (request.getToAll()) {
            return queues.broadcast(notification, kept)
                    .map(offset ->
                            response.setQueued(1).setBroadcastOffset(offset).build());
        }
        Map<String, Future<Long>> sent = new LinkedHashMap<>();
        for (String user : request.getUserIdsList()) {
            sent.computeIfAbsent(
                    user,
                    name -> queues.run(name, new SendCommand(name, notification, kept, key != null, queues.rules())));
        }
        return Future.join(List.copyOf(sent.values())).transform(done -> answer(response, sent));
    }

    private static Future<SendNotificationResponse> answer(
            SendNotificationResponse.Builder response, Map<String, Future<Long>> sent) {
        Throwable failure = null;
        for (Map.Entry<String, Future<Long>> to : sent.entrySet()) {
            Throwable cause = to.getValue().cause();
            if (cause == null) {
                response.putOffsets(to.getKey(), to.getValue().result());
            } else if (cause instanceof LimitReached full) {
                response.addRefusals(
                        Refusal.newBuilder().setUserId(to.getKey()).setReason(String.valueOf(full.getMessage())));
            }
            boolean graver = failure == null || failure instanceof LimitReached;
            failure = cause != null && graver ? cause : failure;
        }
        boolean some = response.getOffsetsCount() > 0 && failure instanceof LimitReached;
        return failure == null || some
                ? Future.succeededFuture(
                        response.setQueued(response.getOffsetsCount()).build())
                : Future.failedFuture(failure);
    }

    private String id(@Nullable RetryKey key) {
        UUID id = key == null
                ? new UUID(random.nextLong(), random.nextLong())
                : UUID.nameUUIDFromBytes(key.value().getBytes(StandardCharsets.UTF_8));
        return id.toString();
    }

    /**
     * A journal that has stored something and fails before it says so may be asked twice by itself. No client has such
     * a key.
     */
    private static IdempotencyKey ownKey(String id) {
        return new IdempotencyKey(" " + id, 0);
    }
}
