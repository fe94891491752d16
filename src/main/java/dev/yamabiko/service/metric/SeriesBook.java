package dev.yamabiko.service.metric;

import dev.yamabiko.stream.StreamError;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which recorded series this node has, and how many names open calls keep statistics of: both within bounds. A series
 * too many is refused before anything is kept of it. Thread-safe.
 */
final class SeriesBook {

    private final String node;
    private final int maxNames;
    private final int maxSeries;
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicInteger names = new AtomicInteger();

    /**
     * Empty.
     *
     * @param node whose series they are
     * @param maxNames names of one call
     * @param maxSeries series of the node, and names of all calls together
     */
    SeriesBook(String node, int maxNames, int maxSeries) {
        this.node = node;
        this.maxNames = maxNames;
        this.maxSeries = maxSeries;
    }

    String node() {
        return node;
    }

    /** Makes room for series, all or none; throws {@link StreamError.LimitReached} where there is none. */
    void admit(Collection<SeriesId> series) {
        List<String> fresh = series.stream()
                .map(SeriesId::key)
                .filter(key -> !keys.contains(key))
                .toList();
        if (!fresh.isEmpty() && keys.size() + fresh.size() > maxSeries) {
            throw limit("metrics.max-series", maxSeries, "series on this node");
        }
        keys.addAll(fresh);
    }

    /** The series is gone. */
    void forget(SeriesId series) {
        keys.remove(series.key());
    }

    /** Makes room for one more name of a call that has so many; throws {@link StreamError.LimitReached}. */
    void admitName(int before) {
        if (before >= maxNames) {
            throw limit("metrics.max-names", maxNames, "names in one call");
        }
        if (names.incrementAndGet() > maxSeries) {
            names.decrementAndGet();
            throw limit("metrics.max-series", maxSeries, "names in all calls of this node");
        }
    }

    /** A call with so many names is over. */
    void releaseNames(int count) {
        names.addAndGet(-count);
    }

    /** Series that are known by their identities before a call begins to forget which. */
    int maxSeries() {
        return maxSeries;
    }

    private static StreamError limit(String key, int most, String what) {
        return new StreamError.LimitReached(key, key + ": " + most + " " + what + " (expected: no more)");
    }
}
