package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.Edit;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.JsonFields;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.editor.EditCommand.Done;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Takes edits from any verticle of this node, without gRPC. Send to {@value #ADDRESS} a {@link JsonObject} with
 * {@code document_id}, {@code client_id}, {@code user_id}, {@code sequence}, {@code revision} and {@code operation}, an
 * array of objects with {@code retain}, {@code insert} or {@code delete}, as {@code editor.v1} has them; the reply,
 * once it is durable, is a {@link JsonObject} with the {@code revision} that it made, or a failure with code
 * {@value #INVALID}, {@value #REFUSED} or {@value #UNAVAILABLE}. One that is sent again is done once.
 */
public final class EditorVerticle extends VerticleBase {

    /** The event-bus address edits are sent to. */
    public static final String ADDRESS = "yamabiko.documents.edit";

    /** Failure code: it breaks a rule. */
    public static final int INVALID = 400;

    /** Failure code: the document does not take it; the message begins with the reason. */
    public static final int REFUSED = 409;

    /** Failure code: it was not kept, or nobody knows whether it was; it may be sent again. */
    public static final int UNAVAILABLE = 503;

    private final EditorShare share;
    private @Nullable MessageConsumer<JsonObject> consumer;

    /** Edits the documents of the share. */
    public EditorVerticle(EditorShare share) {
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

    private void received(Message<JsonObject> message) {
        try {
            edit(message.body())
                    .onSuccess(done -> message.reply(new JsonObject().put("revision", done.revision())))
                    .onFailure(error -> fail(message, error));
        } catch (ServiceError | ClassCastException | ArithmeticException invalid) {
            message.fail(INVALID, invalid.getMessage());
        }
    }

    private Future<Done> edit(JsonObject json) {
        String document = JsonFields.text(json, "document_id");
        Author author = new Author(JsonFields.text(json, "client_id"), JsonFields.text(json, "user_id"));
        FieldRules rules = new FieldRules();
        DocumentTopics.checkDocument(rules, document);
        DocumentTopics.checkAuthor(rules, author);
        rules.check();
        Edit.Builder edit = Edit.newBuilder()
                .setSequence(JsonFields.number(json, "sequence"))
                .setRevision(JsonFields.number(json, "revision"));
        JsonArray operation = json.getJsonArray("operation");
        for (int i = 0; operation != null && i < operation.size(); i++) {
            edit.addOperation(component(operation.getJsonObject(i)));
        }
        return share.run(document, EditCommand.of(author, edit.build(), share.limits()));
    }

    private static Component component(JsonObject json) {
        Component.Builder component = Component.newBuilder();
        if (json.containsKey("insert")) {
            component.setInsert(JsonFields.text(json, "insert"));
        } else if (json.containsKey("delete")) {
            component.setDelete(Math.toIntExact(JsonFields.number(json, "delete")));
        } else if (json.containsKey("retain")) {
            component.setRetain(Math.toIntExact(JsonFields.number(json, "retain")));
        }
        return component.build();
    }

    private static void fail(Message<JsonObject> message, Throwable error) {
        if (error instanceof Refusal refusal) {
            message.fail(REFUSED, refusal.reason() + ": " + refusal.getMessage());
        } else {
            message.fail(UNAVAILABLE, error.getMessage());
        }
    }
}
