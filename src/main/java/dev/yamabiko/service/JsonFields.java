package dev.yamabiko.service;

import io.vertx.core.json.JsonObject;

/**
 * The fields of an event-bus message, where null is as good as nothing, which is as good as protobuf's default.
 * Stateless.
 */
public final class JsonFields {

    private JsonFields() {}

    /** A number. */
    public static long number(JsonObject json, String key) {
        Long value = json.getLong(key);
        return value == null ? 0 : value;
    }

    /** A text. */
    public static String text(JsonObject json, String key) {
        String value = json.getString(key);
        return value == null ? "" : value;
    }
}
