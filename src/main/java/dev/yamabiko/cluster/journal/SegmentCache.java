package dev.yamabiko.cluster.journal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The segments read last, within a bound: readers that catch up ask for one in several steps. Thread-safe. */
final class SegmentCache {

    private final Map<SegmentKey, Segment> segments = new LinkedHashMap<>(16, 0.75f, true);
    private final long maxBytes;
    private long bytes;

    SegmentCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized @Nullable Segment get(SegmentKey key) {
        return segments.get(key);
    }

    synchronized void put(SegmentKey key, Segment segment) {
        Segment before = segments.put(key, segment);
        bytes += segment.info().kept().bytes()
                - (before == null ? 0 : before.info().kept().bytes());
        Iterator<Segment> oldest = segments.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().info().kept().bytes();
            oldest.remove();
        }
    }

    /** Another history. */
    synchronized void clear() {
        segments.clear();
        bytes = 0;
    }
}
