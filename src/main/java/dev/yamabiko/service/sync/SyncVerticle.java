package dev.yamabiko.service.sync;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.BusBody;
import dev.yamabiko.service.JsonFields;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Sets, deletes and reads keys for other verticles: the event-bus address {@value #ADDRESS}, as a {@link JsonObject} or
 * an encoded {@link SyncRequest}; answered with {@code version}, {@code value} and {@code reason}, all but the version
 * where there are any. Values are texts in JSON. What they write is bound to nobody.
 */
public final class SyncVerticle extends VerticleBase {

    /** Where others send requests to. */
    public static final String ADDRESS = "yamabiko.sync";

    /** Reply to a request that breaks a rule. */
    public static final int INVALID = 400;

    /** Reply when there is no room for it. */
    public static final int FULL = 429;

    /** Reply when the journal did not keep it, or did not say whether it did. */
    public static final int UNAVAILABLE = 503;

    private static final String NOBODY = "";

    private final SharedMaps maps;
    private @Nullable MessageConsumer<Object> consumer;

    /** Does what others ask for. */
    public SyncVerticle(SharedMaps maps) {
        this.maps = maps;
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
            perform(BusBody.parsed(message.body(), SyncRequest.parser(), SyncVerticle::request))
                    .onSuccess(message::reply)
                    .onFailure(error -> message.fail(
                            error instanceof StreamError.LimitReached ? FULL : UNAVAILABLE, error.getMessage()));
        } catch (ServiceError | ClassCastException invalid) {
            message.fail(INVALID, invalid.getMessage());
        }
    }

    private Future<JsonObject> perform(SyncRequest request) {
        SyncRequest known = request.getRequestId() > 0
                ? request
                : request.toBuilder().setRequestId(1).clearClientId().build();
        SyncCheck.check(known, maps.limits());
        return switch (known.getOperationCase()) {
            case SET, DELETE -> maps.write(known, NOBODY).map(SyncVerticle::json);
            case GET -> maps.get(known.getCollection(), known.getGet().getKey()).map(SyncVerticle::json);
            default -> throw new ServiceError.MalformedMessage("operation: watch (expected: set, delete or get)");
        };
    }

    private static SyncRequest request(JsonObject json) {
        SyncRequest.Builder request = SyncRequest.newBuilder()
                .setCollection(JsonFields.text(json, "collection"))
                .setClientId(JsonFields.text(json, "client_id"))
                .setRequestId(JsonFields.number(json, "request_id"));
        String key = JsonFields.text(json, "key");
        Long condition = json.getLong("if_version");
        switch (JsonFields.text(json, "operation")) {
            case "set" -> {
                request.getSetBuilder()
                        .setKey(key)
                        .setValue(ByteString.copyFromUtf8(JsonFields.text(json, "value")))
                        .setTtlMs(JsonFields.number(json, "ttl_ms"));
                if (condition != null) {
                    request.getSetBuilder().setIfVersion(condition);
                }
            }
            case "delete" -> {
                request.getDeleteBuilder().setKey(key);
                if (condition != null) {
                    request.getDeleteBuilder().setIfVersion(condition);
                }
            }
            case "get" -> request.getGetBuilder().setKey(key);
            default -> throw new ServiceError.MalformedMessage("operation: unknown (expected: set, delete or get)");
        }
        return request.build();
    }

    private static JsonObject json(Reply reply) {
        JsonObject json = new JsonObject().put("version", reply.getVersion());
        if (!reply.getReason().isEmpty()) {
            json.put("reason", reply.getReason()).mergeIn(json(reply.getCurrent()));
        }
        return json;
    }

    private static JsonObject json(Entry entry) {
        JsonObject json = new JsonObject().put("version", entry.getVersion());
        if (entry.getVersion() > 0) {
            json.put("value", entry.getValue().toStringUtf8());
        }
        return json;
    }
}
