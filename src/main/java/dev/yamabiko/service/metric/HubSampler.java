package dev.yamabiko.service.metric;

import dev.yamabiko.node.Readiness;
import dev.yamabiko.stream.Gauges;
import java.util.Locale;
import java.util.Map;

/** Measures the node itself: what is open in it, what it has done, and how fast. */
final class HubSampler implements Sampler {

    private static final String PREFIX = "hub_";
    private static final String RATE = "_per_second";

    private final Gauges gauges;
    private final Readiness readiness;
    private final LoopLag lag;
    private final Rates rates = new Rates();

    HubSampler(Gauges gauges, Readiness readiness, LoopLag lag) {
        this.gauges = gauges;
        this.readiness = readiness;
        this.lag = lag;
    }

    @Override
    public void sample(Samples samples) {
        rates.begin(System.nanoTime());
        samples.add(OwnMetric.HUB_SERVING, readiness.serving() ? 1 : 0)
                .add(OwnMetric.HUB_EVENT_LOOP_LAG_SECONDS, lag.takeSeconds());
        Map<String, Long> values = gauges.snapshot();
        for (OwnMetric metric : OwnMetric.values()) {
            if (metric.title().startsWith(PREFIX)) {
                sample(metric, values, samples);
            }
        }
    }

    private void sample(OwnMetric metric, Map<String, Long> values, Samples samples) {
        String gauge = metric.name().toLowerCase(Locale.ROOT).substring(PREFIX.length());
        Long value = values.get(gauge);
        if (value != null) {
            samples.add(metric, value);
        } else if (gauge.endsWith(RATE)) {
            String counter = gauge.substring(0, gauge.length() - RATE.length());
            rates.perSecond(counter, values.getOrDefault(counter, 0L)).ifPresent(rate -> samples.add(metric, rate));
        }
    }
}
