package dev.yamabiko.service.metric;

import org.jspecify.annotations.Nullable;

/** What is known of many values: statistics, and the newest of them. Bounded, however many. Used by one thread. */
final class Values {

    private static final double HALF = 0.5;
    private static final double P95 = 0.95;
    private static final double P99 = 0.99;

    private final ExactSum sum = new ExactSum();
    private final @Nullable Percentiles percentiles;
    private long count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double last;
    private long lastTime = Long.MIN_VALUE;

    private Values(@Nullable Percentiles percentiles) {
        this.percentiles = percentiles;
    }

    /** Without values yet. */
    static Values withPercentiles() {
        return new Values(new Percentiles());
    }

    /** Without values yet, in less memory. */
    static Values withoutPercentiles() {
        return new Values(null);
    }

    /** A finite value; {@code time}: milliseconds since the epoch. */
    void add(double value, long time) {
        count++;
        sum.add(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
        if (time >= lastTime) {
            lastTime = time;
            last = value;
        }
        if (percentiles != null) {
            percentiles.add(value);
        }
    }

    /** Values that came after these. */
    void add(Values others) {
        count += others.count;
        sum.add(others.sum);
        min = Math.min(min, others.min);
        max = Math.max(max, others.max);
        if (others.lastTime >= lastTime) {
            lastTime = others.lastTime;
            last = others.last;
        }
        if (percentiles != null && others.percentiles != null) {
            percentiles.add(others.percentiles);
        }
    }

    long count() {
        return count;
    }

    double sum() {
        return sum.value();
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    /** The value with the newest time; of several, the one that came last. */
    double last() {
        return last;
    }

    /** Its time, milliseconds since the epoch. */
    long lastTime() {
        return lastTime;
    }

    /** The value that half of the values do not exceed, as {@link #percentile} has it. */
    double p50() {
        return percentile(HALF);
    }

    double p95() {
        return percentile(P95);
    }

    double p99() {
        return percentile(P99);
    }

    /** Within {@link Percentiles#ERROR}; only with percentiles, and at least one value. */
    double percentile(double share) {
        if (percentiles == null) {
            throw new IllegalStateException("percentiles: none (expected: values with percentiles)");
        }
        return Math.max(min, Math.min(max, percentiles.at(share)));
    }
}
