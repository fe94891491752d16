package dev.yamabiko.service.metric;

import dev.yamabiko.proto.metrics.v1.Metric;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the values of a series mean. */
enum MetricType {
    /** By how much a sum has grown. */
    COUNTER,
    /** How much there is. */
    GAUGE,
    /** One of many, whose distribution matters. */
    HISTOGRAM;

    /** By its number in {@code metrics.proto}; null: there is none. */
    static @Nullable MetricType of(long number) {
        if (number == Metric.Type.TYPE_UNSPECIFIED_VALUE || number == Metric.Type.TYPE_GAUGE_VALUE) {
            return GAUGE;
        }
        if (number == Metric.Type.TYPE_COUNTER_VALUE) {
            return COUNTER;
        }
        return number == Metric.Type.TYPE_HISTOGRAM_VALUE ? HISTOGRAM : null;
    }

    /** As {@code MetricPoint.metric_type} has it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
