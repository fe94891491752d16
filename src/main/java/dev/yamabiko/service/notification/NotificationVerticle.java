package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationResponse;
import dev.yamabiko.service.BusBody;
import dev.yamabiko.service.JsonFields;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Takes notifications from any verticle of this node, without gRPC. Send to {@value #ADDRESS} a {@link JsonObject} with
 * the fields of {@code notification.v1.SendNotificationRequest} ({@code user_ids}, {@code to_all}, {@code type},
 * {@code title}, {@code message}, {@code priority}, {@code metadata}), or the bytes of an encoded one as a buffer; the
 * reply, once it is durable, is a {@link JsonObject} with {@code notification_id}, {@code queued} and {@code refused},
 * the users whose queue took nothing, or a failure with code {@value #INVALID}, {@value #FULL} or
 * {@value #UNAVAILABLE}. One that is sent again with the same header {@code idempotency-key} is kept once.
 */
public final class NotificationVerticle extends VerticleBase {

    /** The event-bus address notifications are sent to. */
    public static final String ADDRESS = "yamabiko.notifications.send";

    /** Failure code: it breaks a rule. */
    public static final int INVALID = 400;

    /** Failure code: no queue had room. */
    public static final int FULL = 429;

    /** Failure code: it was not kept everywhere, or nobody knows whether it was; it may be sent again. */
    public static final int UNAVAILABLE = 503;

    private final NotificationSender sender;
    private @Nullable MessageConsumer<Object> consumer;

    /** Sends through the sender. */
    public NotificationVerticle(NotificationSender sender) {
        this.sender = sender;
    }

    @Override
    public Future<?> start() {
        consumer = vertx.eventBus().localConsumer(ADDRESS, this::received);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private void received(Message<Object> message) {
        try {
            RetryKey key = RetryKey.of(message.headers().get(RetryKey.NAME));
            sender.send(
                            BusBody.parsed(
                                    message.body(), SendNotificationRequest.parser(), NotificationVerticle::request),
                            key)
                    .onSuccess(sent -> message.reply(reply(sent)))
                    .onFailure(error -> message.fail(
                            error instanceof StreamError.LimitReached ? FULL : UNAVAILABLE, error.getMessage()));
        } catch (ServiceError | ClassCastException | ArithmeticException invalid) {
            message.fail(INVALID, invalid.getMessage());
        }
    }

    private static SendNotificationRequest request(JsonObject json) {
        SendNotificationRequest.Builder request = SendNotificationRequest.newBuilder()
                .setToAll(Boolean.TRUE.equals(json.getBoolean("to_all")))
                .setType(JsonFields.text(json, "type"))
                .setTitle(JsonFields.text(json, "title"))
                .setMessage(JsonFields.text(json, "message"))
                .setPriority(Math.toIntExact(JsonFields.number(json, "priority")))
                .putAllMetadata(JsonFields.texts(json, "metadata"));
        JsonArray users = json.getJsonArray("user_ids");
        if (users != null) {
            users.forEach(user -> request.addUserIds(String.valueOf(user)));
        }
        return request.build();
    }

    private static JsonObject reply(SendNotificationResponse sent) {
        JsonArray refused = new JsonArray();
        sent.getRefusalsList().forEach(refusal -> refused.add(refusal.getUserId()));
        return new JsonObject()
                .put("notification_id", sent.getNotificationId())
                .put("queued", sent.getQueued())
                .put("refused", refused);
    }
}
