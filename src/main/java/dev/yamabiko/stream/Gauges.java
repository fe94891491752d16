package dev.yamabiko.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters and gauges of one node by name: what is open, and what was done. Thread-safe. */
public final class Gauges {

    /** Subscriptions that are open. */
    public static final String SUBSCRIPTIONS_OPEN = "subscriptions_open";

    /** Blocks read from the journal. */
    public static final String BLOCKS_READ = "blocks_read";

    /** Commits of the journal. */
    public static final String COMMITS = "commits";

    /** Records appended. */
    public static final String RECORDS_APPENDED = "records_appended";

    /** Encoded bytes waiting to be committed. */
    public static final String APPEND_BYTES_PENDING = "append_bytes_pending";

    /** Bytes that windows hold, each block counted once per event loop. */
    public static final String WINDOW_BYTES = "window_bytes";

    private final Map<String, LongAdder> values = new ConcurrentHashMap<>();

    /** The adder of that name; keep it, to add without a look-up. */
    public LongAdder of(String name) {
        return values.computeIfAbsent(name, key -> new LongAdder());
    }

    /** All values now. */
    public Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        values.forEach((name, adder) -> snapshot.put(name, adder.sum()));
        return snapshot;
    }
}
