package dev.yamabiko.storage;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The blocks of one topic in memory, by first offset. Used under the lock of its journal only. */
final class MemoryTopic {

    private final NavigableMap<Long, Block> blocks = new TreeMap<>();
    private long last;
    private long bytes;

    Extent extent() {
        return new Extent(blocks.isEmpty() ? last + 1 : blocks.firstKey(), last);
    }

    /** Encoded bytes kept. */
    long bytes() {
        return bytes;
    }

    Collection<BlockInfo> oldestFirst() {
        return blocks.values().stream().map(Block::info).toList();
    }

    void add(Block block) {
        blocks.put(block.first(), block);
        last = block.last();
        bytes += block.info().bytes();
    }

    Block removeOldest() {
        Block oldest = blocks.pollFirstEntry().getValue();
        bytes -= oldest.info().bytes();
        return oldest;
    }

    List<Block> read(long from, long to, int maxBytes) {
        List<Block> found = new ArrayList<>();
        long read = 0;
        for (Block block : between(from, to).values()) {
            if (block.last() < from) {
                continue;
            }
            found.add(block);
            read += block.info().bytes();
            if (read >= maxBytes) {
                break;
            }
        }
        return found;
    }

    List<BlockInfo> index(IndexQuery query) {
        NavigableMap<Long, Block> candidates = between(query.from(), query.to());
        return (query.newestFirst() ? candidates.descendingMap() : candidates)
                .values().stream()
                        .map(Block::info)
                        .filter(query::matches)
                        .limit(query.limit())
                        .toList();
    }

    private NavigableMap<Long, Block> between(long from, long to) {
        Map.Entry<Long, Block> holding = blocks.floorEntry(from);
        long start = holding == null ? from : holding.getKey();
        return to < start ? new TreeMap<>() : blocks.subMap(start, true, to, true);
    }
}
