package dev.yamabiko.service.metric;

import org.jspecify.annotations.Nullable;

/** What came to a series since it was last passed on. Used on one event loop. */
final class Delta {

    private final SeriesId series;
    private @Nullable Values values;

    Delta(SeriesId series) {
        this.series = series;
    }

    /** True if it is the first value since values were passed on. */
    boolean add(double value, long time) {
        Values some = values;
        boolean first = some == null;
        if (some == null) {
            some = series.type() == MetricType.HISTOGRAM ? Values.withPercentiles() : Values.withoutPercentiles();
            values = some;
        }
        some.add(value, time);
        return first;
    }

    /** Passes on what came. */
    Recorded take() {
        Values taken = values == null ? Values.withoutPercentiles() : values;
        values = null;
        return new Recorded(series, taken);
    }
}
