package dev.yamabiko.service.metric;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/** How fast counters grow: from one sampling to the next, if that is not long ago. Used by one thread at a time. */
final class Rates {

    private static final long LONG_AGO_NS = TimeUnit.SECONDS.toNanos(10);

    private Map<String, Double> before = Map.of();
    private Map<String, Double> now = new HashMap<>();
    private long beforeNs;
    private long nowNs;

    /** A new sampling begins; {@code timeNs}: of a clock that nobody sets. */
    void begin(long timeNs) {
        before = timeNs - nowNs > LONG_AGO_NS ? Map.of() : now;
        beforeNs = nowNs;
        now = new HashMap<>();
        nowNs = timeNs;
    }

    /** By how much a counter has grown since the sampling before, in a second; nothing: it was not there. */
    OptionalDouble perSecond(String counter, double value) {
        Double last = before.get(counter);
        now.put(counter, value);
        return last == null || nowNs <= beforeNs || value < last
                ? OptionalDouble.empty()
                : OptionalDouble.of((value - last) * TimeUnit.SECONDS.toNanos(1) / (nowNs - beforeNs));
    }
}
