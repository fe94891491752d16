package dev.yamabiko.service.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was measured in one tick. Filled by one thread, then handed over.
 *
 * <p>Of things whose number the machine decides, such as disks, at most {@value #MAX_LABELED} series of a name are
 * kept.
 */
final class Samples {

    private static final int MAX_LABELED = 64;

    /**
     * A value.
     *
     * @param labels besides the node
     */
    record Sample(OwnMetric metric, Map<String, String> labels, double value) {}

    private final List<Sample> all = new ArrayList<>();

    Samples add(OwnMetric metric, double value) {
        all.add(new Sample(metric, Map.of(), value));
        return this;
    }

    Samples add(OwnMetric metric, long value) {
        return add(metric, (double) value);
    }

    /** Of one of several things: {@code which} is the value of the metric's own label. */
    Samples add(OwnMetric metric, String which, double value) {
        long others = all.stream().filter(sample -> sample.metric() == metric).count();
        if (others < MAX_LABELED && MetricRules.labels("", Map.of(metric.label(), which), 1) == null) {
            all.add(new Sample(metric, Map.of(metric.label(), which), value));
        }
        return this;
    }

    Samples add(OwnMetric metric, String which, long value) {
        return add(metric, which, (double) value);
    }

    List<Sample> all() {
        return all;
    }
}
