package dev.yamabiko.bench.load;

import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;

/** How long records were on their way. One thread records; others read while nothing is on its way. */
public final class Latencies {

    private static final long HIGHEST_NANOS = 120_000_000_000L;

    /** Times are counted from here, so that they fit a payload. */
    private static final long ORIGIN = System.nanoTime();

    private final Histogram histogram;
    private final boolean wanted;

    private Latencies(boolean wanted) {
        this.wanted = wanted;
        this.histogram = wanted ? new Histogram(HIGHEST_NANOS, 3) : new Histogram(1);
    }

    /** Records them. */
    public static Latencies recorded() {
        return new Latencies(true);
    }

    /** Takes no time for it. */
    static Latencies unwanted() {
        return new Latencies(false);
    }

    /** Now, in nanoseconds, as payloads have it. */
    public static long now() {
        return System.nanoTime() - ORIGIN;
    }

    void record(long now, ByteBuffer in, int payloadAt) {
        if (wanted) {
            histogram.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, now - Payload.time(in, payloadAt))));
        }
    }

    /** Adds those of another thread. */
    void add(Latencies other) {
        histogram.add(other.histogram);
    }

    /** Forgets them. */
    void reset() {
        histogram.reset();
    }

    /** The time within which so many per cent arrived, in nanoseconds. */
    public long percentile(double percent) {
        return histogram.getValueAtPercentile(percent);
    }

    /** The longest, in nanoseconds. */
    public long max() {
        return histogram.getMaxValue();
    }

    /** How many were recorded. */
    public long count() {
        return histogram.getTotalCount();
    }
}
