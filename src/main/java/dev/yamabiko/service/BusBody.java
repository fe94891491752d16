package dev.yamabiko.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** What verticles send to a service over the event bus: a protobuf message, encoded or as JSON. Stateless. */
public final class BusBody {

    private BusBody() {}

    /**
     * The encoded message.
     *
     * @param message reads it from JSON
     * @throws ServiceError.MalformedMessage if it is neither
     */
    public static byte[] encoded(Object body, Function<JsonObject, ? extends MessageLite> message) {
        if (body instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        if (body instanceof JsonObject json) {
            return message.apply(json).toByteArray();
        }
        throw new ServiceError.MalformedMessage("body: neither JsonObject nor Buffer");
    }

    /**
     * The message itself.
     *
     * @param message reads it from JSON
     * @throws ServiceError.MalformedMessage if it is neither, or bytes that are no such message
     */
    public static <M extends MessageLite> M parsed(Object body, Parser<M> parser, Function<JsonObject, M> message) {
        if (body instanceof JsonObject json) {
            return message.apply(json);
        }
        try {
            return parser.parseFrom(encoded(body, message));
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("body: " + error.getMessage());
        }
    }
}
