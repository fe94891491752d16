package dev.yamabiko.service.metric;

import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads encoded metrics in place, so that a value of a series that is known already costs no object. Reused for metric
 * after metric; one thread.
 */
final class MetricScan {

    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int SECONDS = 1;
    private static final int NANOS = 2;
    private static final long MOST_SECONDS = 253_402_300_799L;
    private static final int MOST_NANOS = 999_999_999;

    private final ProtoFields fields = new ProtoFields();
    private final ProtoFields inner = new ProtoFields();
    private final Identity identity = new Identity();
    private final int[] labelFrom = new int[MetricRules.MAX_LABELS];
    private final int[] labelTo = new int[MetricRules.MAX_LABELS];
    private byte[] bytes = {};
    private int labels;
    private int nameFrom;
    private int nameTo;
    private double value;
    private long type;
    private boolean timed;
    private long seconds;
    private long nanos;
    private long time;

    /**
     * Looks at one metric.
     *
     * @param now milliseconds since the epoch, for a metric without a time
     * @return the rule that its value, time or type breaks; null when they are good
     * @throws ServiceError.MalformedMessage if it is no protobuf message
     */
    @Nullable
    Violation scan(byte[] message, int from, int to, long now) {
        bytes = message;
        labels = nameFrom = nameTo = 0;
        value = 0;
        type = seconds = nanos = 0;
        timed = false;
        fields.reset(message, from, to);
        while (fields.next()) {
            field();
        }
        identity.begin(type);
        identity.add(message, nameFrom, nameTo);
        for (int i = 0; i < Math.min(labels, labelFrom.length); i++) {
            identity.add(message, labelFrom[i], labelTo[i]);
        }
        return violation(now);
    }

    /** The series of the metric, valid until the next one is looked at. */
    Identity identity() {
        return identity;
    }

    double value() {
        return value;
    }

    /** Milliseconds since the epoch. */
    long time() {
        return time;
    }

    /** The name. */
    String name() {
        ProtoFields.requireUtf8(Metric.NAME_FIELD_NUMBER, bytes, nameFrom, nameTo);
        return new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
    }

    /** The labels. */
    Map<String, String> labels() {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < labels; i++) {
            inner.reset(bytes, labelFrom[i], labelTo[i]);
            String key = "";
            String text = "";
            while (inner.next()) {
                if (inner.is(KEY, ProtoFields.BYTES)) {
                    key = inner.text();
                } else if (inner.is(VALUE, ProtoFields.BYTES)) {
                    text = inner.text();
                }
            }
            all.put(key, text);
        }
        return all;
    }

    /** The type; only of a metric that breaks no rule. */
    MetricType type() {
        MetricType known = MetricType.of(type);
        if (known == null) {
            throw new IllegalStateException("type: " + type + " (expected: known)");
        }
        return known;
    }

    private void field() {
        if (fields.is(Metric.NAME_FIELD_NUMBER, ProtoFields.BYTES)) {
            nameFrom = fields.from();
            nameTo = fields.to();
        } else if (fields.is(Metric.VALUE_FIELD_NUMBER, ProtoFields.FIXED64)) {
            value = fields.real();
        } else if (fields.is(Metric.LABELS_FIELD_NUMBER, ProtoFields.BYTES)) {
            if (labels < labelFrom.length) {
                labelFrom[labels] = fields.from();
                labelTo[labels] = fields.to();
            }
            labels++;
        } else if (fields.is(Metric.TIMESTAMP_FIELD_NUMBER, ProtoFields.BYTES)) {
            timestamp();
        } else if (fields.is(Metric.TYPE_FIELD_NUMBER, ProtoFields.VARINT)) {
            type = fields.varint();
        }
    }

    private void timestamp() {
        timed = true;
        inner.reset(bytes, fields.from(), fields.to());
        while (inner.next()) {
            if (inner.is(SECONDS, ProtoFields.VARINT)) {
                seconds = inner.varint();
            } else if (inner.is(NANOS, ProtoFields.VARINT)) {
                nanos = (int) inner.varint();
            }
        }
    }

    private @Nullable Violation violation(long now) {
        if (labels > MetricRules.MAX_LABELS) {
            return new Violation("labels", labels + " labels (expected: at most " + MetricRules.MAX_LABELS + ")");
        }
        MetricType known = MetricType.of(type);
        if (known == null) {
            return new Violation("type", type + " (expected: TYPE_COUNTER, TYPE_GAUGE or TYPE_HISTOGRAM)");
        }
        if (known == MetricType.COUNTER && value < 0) {
            return new Violation("value", value + " (expected: 0 or more, as it is a counter)");
        }
        Violation broken = MetricRules.value("value", value);
        return broken == null ? time(now) : broken;
    }

    private @Nullable Violation time(long now) {
        if (!timed) {
            time = now;
            return null;
        }
        if (nanos < 0 || nanos > MOST_NANOS || seconds > MOST_SECONDS || seconds < -MOST_SECONDS) {
            return new Violation("timestamp", seconds + " s, " + nanos + " ns (expected: a valid timestamp)");
        }
        time = seconds * 1_000 + nanos / 1_000_000;
        return MetricRules.time(time, now);
    }
}
