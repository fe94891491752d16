package dev.yamabiko.service.chat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.BusBody;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.JsonFields;
import dev.yamabiko.service.ServiceError;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Says things in rooms for any verticle of this node, which need not be in them. Send to {@value #ADDRESS} a
 * {@link JsonObject} with {@code room_id}, {@code user_id}, {@code content} and, for one that may be sent again,
 * {@code message_id}, or an encoded {@link ChatMessage}; the reply, once it is durable, is a {@link JsonObject} with
 * {@code message_id} and {@code offset}, or a failure with code {@value #INVALID} or {@value #UNAVAILABLE}.
 */
public final class ChatVerticle extends VerticleBase {

    /** The event-bus address messages are sent to. */
    public static final String ADDRESS = "yamabiko.chat.say";

    /** Failure code: it breaks a rule. */
    public static final int INVALID = 400;

    /** Failure code: it was not kept, or nobody knows whether it was; it may be sent again. */
    public static final int UNAVAILABLE = 503;

    private final ChatShare share;
    private @Nullable MessageConsumer<Object> consumer;

    /** Speaks in the rooms of the share. */
    public ChatVerticle(ChatShare share) {
        this.share = share;
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
            say(BusBody.parsed(message.body(), ChatMessage.parser(), ChatVerticle::message))
                    .onSuccess(message::reply)
                    .onFailure(error -> message.fail(UNAVAILABLE, error.getMessage()));
        } catch (ServiceError | ClassCastException invalid) {
            message.fail(INVALID, invalid.getMessage());
        }
    }

    private Future<JsonObject> say(ChatMessage said) {
        FieldRules rules = new FieldRules();
        ChatTopics.check(rules, "user_id", said.getUserId());
        ChatTopics.check(rules, "room_id", said.getRoomId());
        rules.require(
                        said.getTypeValue() <= ChatMessage.Type.TYPE_FILE_VALUE && said.getTypeValue() >= 0,
                        "type",
                        said.getTypeValue() + " (expected: text, image or file)")
                .check();
        long now = share.clock().millis();
        ChatMessage kept = share.check().kept(said, said.getUserId(), said.getRoomId(), now);
        return share.appender().append(MessageCheck.batch(kept, now)).map(offset -> {
            share.gauges().messages().increment();
            return new JsonObject().put("message_id", kept.getMessageId()).put("offset", offset);
        });
    }

    private static ChatMessage message(JsonObject json) {
        return ChatMessage.newBuilder()
                .setRoomId(JsonFields.text(json, "room_id"))
                .setUserId(JsonFields.text(json, "user_id"))
                .setContent(JsonFields.text(json, "content"))
                .setMessageId(JsonFields.text(json, "message_id"))
                .build();
    }
}
