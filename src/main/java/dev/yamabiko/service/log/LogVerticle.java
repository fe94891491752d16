package dev.yamabiko.service.log;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.BusBody;
import dev.yamabiko.service.JsonFields;
import dev.yamabiko.service.RetryKey;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Appender;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Takes log entries from any verticle of this node, without gRPC. Send to {@value #ADDRESS} a {@link JsonObject} with
 * the fields of {@code log.v1.LogEntry} ({@code timestamp}, {@code level}, {@code application}, {@code message},
 * {@code source_file}, {@code line_number}, {@code fields}), or the bytes of an encoded {@code LogEntry} as a buffer;
 * the reply is the entry's offset, once it is durable, or a failure with code {@value #INVALID} or
 * {@value #UNAVAILABLE}. An entry that is sent again with the same header {@code idempotency-key} is kept once, and the
 * reply is the offset it got the first time.
 */
public final class LogVerticle extends VerticleBase {

    /** The event-bus address entries are sent to. */
    public static final String ADDRESS = "yamabiko.logs.append";

    /** Failure code: the entry breaks a rule. */
    public static final int INVALID = 400;

    /** Failure code: the entry was not stored, or nobody knows whether it was; it may be sent again. */
    public static final int UNAVAILABLE = 503;

    private final SingleEntries entries;
    private @Nullable MessageConsumer<Object> consumer;

    /** Writes through the appender. */
    public LogVerticle(Appender appender, Clock clock) {
        this.entries = new SingleEntries(appender, clock);
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
            entries.append(
                            BusBody.encoded(message.body(), LogVerticle::entry),
                            RetryKey.of(message.headers().get(RetryKey.NAME)))
                    .onSuccess(message::reply)
                    .onFailure(error -> message.fail(UNAVAILABLE, error.getMessage()));
        } catch (ServiceError | ClassCastException | ArithmeticException invalid) {
            message.fail(INVALID, invalid.getMessage());
        }
    }

    private static LogEntry entry(JsonObject json) {
        return LogEntry.newBuilder()
                .setTimestamp(JsonFields.number(json, "timestamp"))
                .setLevel(JsonFields.text(json, "level"))
                .setApplication(JsonFields.text(json, "application"))
                .setMessage(JsonFields.text(json, "message"))
                .setSourceFile(JsonFields.text(json, "source_file"))
                .setLineNumber(Math.toIntExact(JsonFields.number(json, "line_number")))
                .putAllFields(JsonFields.texts(json, "fields"))
                .build();
    }
}
