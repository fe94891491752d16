package dev.yamabiko.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Blocks that one event loop has lately read from the journal, within a bound: readers that are behind together read
 * them once. Used on that event loop only.
 */
final class RecentReads {

    private final long maxBytes;
    private final Map<Topic, NavigableMap<Long, Block>> byTopic = new HashMap<>();
    private final Set<Block> oldestFirst = new LinkedHashSet<>();
    private long bytes;

    RecentReads(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Consecutive blocks from the one that holds {@code from} on; none where that one is not here. */
    List<Block> find(Topic topic, long from, long to, int maxBytes) {
        List<Block> found = new ArrayList<>();
        NavigableMap<Long, Block> blocks = byTopic.get(topic);
        if (blocks == null) {
            return found;
        }
        Map.Entry<Long, Block> next = blocks.floorEntry(from);
        long expected = from;
        long length = 0;
        while (next != null && expected <= to && length < maxBytes) {
            Block block = next.getValue();
            if (block.last() < expected || (!found.isEmpty() && block.first() != expected)) {
                break;
            }
            found.add(block);
            length += block.info().bytes();
            expected = block.last() + 1;
            next = blocks.higherEntry(block.first());
        }
        return found;
    }

    /** Takes in what was read; those that were read longest ago leave. */
    void add(List<Block> read) {
        for (Block block : read) {
            NavigableMap<Long, Block> blocks = byTopic.computeIfAbsent(block.topic(), topic -> new TreeMap<>());
            Block before = blocks.put(block.first(), block);
            if (before != null && oldestFirst.remove(before)) {
                bytes -= before.weight();
            }
            oldestFirst.add(block);
            bytes += block.weight();
        }
        Iterator<Block> oldest = oldestFirst.iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            remove(oldest.next());
            oldest.remove();
        }
    }

    void clear() {
        byTopic.clear();
        oldestFirst.clear();
        bytes = 0;
    }

    private void remove(Block block) {
        bytes -= block.weight();
        NavigableMap<Long, Block> blocks = byTopic.get(block.topic());
        if (blocks != null && blocks.remove(block.first(), block) && blocks.isEmpty()) {
            byTopic.remove(block.topic());
        }
    }
}
