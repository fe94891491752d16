package dev.yamabiko.service.metric;

import dev.yamabiko.service.ServiceError.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code metrics.proto} demands of names, labels, values and times. Each rule says what is broken. Stateless. */
final class MetricRules {

    static final int MAX_NAME_BYTES = 255;
    static final int MAX_LABELS = 16;
    static final int MAX_LABEL_BYTES = 128;
    static final int MAX_LABEL_VALUE_BYTES = 255;

    /** How far the clock of a client may be ahead. */
    static final long MAX_AHEAD_MS = 5 * 60_000;

    private MetricRules() {}

    static @Nullable Violation name(String field, String name) {
        if (name.isEmpty() || bytes(name) > MAX_NAME_BYTES || name.indexOf('*') >= 0 || !isPrintable(name)) {
            return new Violation(
                    field,
                    bytes(name) + " bytes (expected: 1 to " + MAX_NAME_BYTES + ", no `*` and no control character)");
        }
        return OwnMetric.isOne(name)
                ? new Violation(field, name + " (expected: another name: this one is the hub's own)")
                : null;
    }

    static @Nullable Violation source(String source) {
        return !source.isEmpty() && bytes(source) <= MAX_LABEL_VALUE_BYTES && isPrintable(source)
                ? null
                : new Violation(
                        "source",
                        bytes(source) + " bytes (expected: 1 to " + MAX_LABEL_VALUE_BYTES + ", no control character)");
    }

    static @Nullable Violation labels(String field, Map<String, String> labels, int most) {
        if (labels.size() > most) {
            return new Violation(field, labels.size() + " labels (expected: at most " + most + ")");
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            Violation broken = label(field, label.getKey(), label.getValue());
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    static @Nullable Violation value(String field, double value) {
        return Double.isFinite(value) ? null : new Violation(field, value + " (expected: a finite number)");
    }

    static @Nullable Violation time(long millis, long now) {
        return millis >= 0 && millis <= now + MAX_AHEAD_MS
                ? null
                : new Violation(
                        "timestamp", millis + " (expected: from 1970 to at most five minutes ahead of the hub's time)");
    }

    private static @Nullable Violation label(String field, String key, String value) {
        if (key.isEmpty() || bytes(key) > MAX_LABEL_BYTES || !isPrintable(key)) {
            return new Violation(
                    field,
                    "key of " + bytes(key) + " bytes (expected: 1 to " + MAX_LABEL_BYTES + ", no control character)");
        }
        if (bytes(value) > MAX_LABEL_VALUE_BYTES || !isPrintable(value)) {
            return new Violation(
                    field,
                    "value of " + bytes(value) + " bytes (expected: at most " + MAX_LABEL_VALUE_BYTES
                            + ", no control character)");
        }
        return null;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isPrintable(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
