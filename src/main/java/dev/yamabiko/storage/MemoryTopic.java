package dev.yamabiko.storage;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Blocks;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.KeyedRecords;
import dev.yamabiko.stream.StreamError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The blocks of one topic in memory, by first offset. Used under the lock of its journal only. */
final class MemoryTopic {

    private final Blocks blocks = new Blocks();
    private final MemoryKeys keys = new MemoryKeys();
    private long last;
    private long bytes;

    Extent extent() {
        return new Extent(blocks.isEmpty() ? last + 1 : blocks.oldest().first(), last);
    }

    /** Encoded bytes kept. */
    long bytes() {
        return bytes;
    }

    Iterable<BlockInfo> oldestFirst() {
        return () -> blocks.all().stream().map(Block::info).iterator();
    }

    Appended append(Batch batch, long now) {
        IdempotencyKey key = batch.key();
        if (key == null) {
            return keep(batch, now);
        }
        KeyedRecords known = keys.find(key);
        Batch unknown = known.unknown(batch, key);
        if (unknown == null) {
            return Appended.known(known.last());
        }
        Appended kept = keep(unknown, now);
        if (kept.block() != null) {
            keys.put(key, KeyedRecords.after(batch, key, kept.block()), now);
        }
        return kept;
    }

    private Appended keep(Batch batch, long now) {
        StreamError conflict = batch.conflict(last);
        return conflict == null ? Appended.kept(add(batch, now)) : Appended.refused(conflict);
    }

    int forgetKeys(long before, int newest) {
        return keys.forget(before, newest);
    }

    Block removeOldest() {
        Block oldest = blocks.removeOldest();
        bytes -= oldest.info().bytes();
        return oldest;
    }

    List<Block> read(long from, long to, int maxBytes) {
        List<Block> found = new ArrayList<>();
        long read = 0;
        for (Block block : blocks.between(from, to)) {
            found.add(block);
            read += block.info().bytes();
            if (read >= maxBytes) {
                break;
            }
        }
        return found;
    }

    List<BlockInfo> index(IndexQuery query) {
        List<Block> candidates = blocks.between(query.from(), query.to());
        int newest = candidates.size() - 1;
        return IntStream.rangeClosed(0, newest)
                .mapToObj(i ->
                        candidates.get(query.newestFirst() ? newest - i : i).info())
                .filter(query::matches)
                .limit(query.limit())
                .toList();
    }

    private Block add(Batch batch, long now) {
        Block block = batch.stamp(last + 1, now);
        blocks.add(block);
        last = block.last();
        bytes += block.info().bytes();
        return block;
    }
}
