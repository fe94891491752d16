package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The metrics service.
 *
 * @param maxNames names of one RecordMetrics call
 * @param maxSeries series that clients record on this node, and names of all RecordMetrics calls together
 * @param seriesMinutes how long a recorded series stays without a new value
 */
public record MetricsConfig(int maxNames, int maxSeries, int seriesMinutes) {

    /** What holds when nothing is said. */
    public static final MetricsConfig DEFAULT = new MetricsConfig(2_000, 10_000, 60);

    /** Refuses values that cannot be. */
    public MetricsConfig {
        check(maxNames > 0, "metrics.max-names", maxNames, "1 or more");
        check(maxSeries >= maxNames, "metrics.max-series", maxSeries, "at least metrics.max-names");
        check(seriesMinutes > 0, "metrics.series-minutes", seriesMinutes, "1 or more");
    }
}
