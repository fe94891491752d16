package dev.yamabiko.stream;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The newest blocks of all topics that one event loop reads, within a bound: those that arrived first leave first. Used
 * on that event loop only.
 */
final class Window {

    private final long maxBytes;
    private final LongAdder gauge;
    private final Map<Block, LiveTopic> arrivals = new LinkedHashMap<>();
    private long bytes;

    Window(long maxBytes, LongAdder gauge) {
        this.maxBytes = maxBytes;
        this.gauge = gauge;
    }

    /** Takes in a topic's newest block; the newest of all stays, however large it is. */
    void add(Block block, LiveTopic live) {
        arrivals.put(block, live);
        grow(block.weight());
        Iterator<Map.Entry<Block, LiveTopic>> oldest = arrivals.entrySet().iterator();
        while (bytes > maxBytes && arrivals.size() > 1) {
            Map.Entry<Block, LiveTopic> gone = oldest.next();
            gone.getValue().evict();
            grow(-gone.getKey().weight());
            oldest.remove();
        }
    }

    /** Lets go of blocks that have left their topic. */
    void remove(Collection<Block> gone) {
        for (Block block : gone) {
            if (arrivals.remove(block) != null) {
                grow(-block.weight());
            }
        }
    }

    private void grow(long by) {
        bytes += by;
        gauge.add(by);
    }
}
