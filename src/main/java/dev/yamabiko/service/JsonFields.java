package dev.yamabiko.service;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** A number with a fraction. */
    public static double real(JsonObject json, String key) {
        Double value = json.getDouble(key);
        return value == null ? 0 : value;
    }

    /** A text. */
    public static String text(JsonObject json, String key) {
        String value = json.getString(key);
        return value == null ? "" : value;
    }

    /** A map of texts. */
    public static Map<String, String> texts(JsonObject json, String key) {
        JsonObject values = json.getJsonObject(key);
        Map<String, String> texts = new LinkedHashMap<>();
        if (values != null) {
            values.forEach(value -> texts.put(value.getKey(), String.valueOf(value.getValue())));
        }
        return texts;
    }
}
