package dev.yamabiko.stream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Consecutive records of one topic, encoded: the unit that is stored, relayed and written to streams. Immutable and
 * thread-safe.
 */
public final class Block {

    private static final int OVERHEAD_BYTES = 256;
    private static final int VIEW_BYTES = 64;
    private static final int VIEWS = 4;

    private final Topic topic;
    private final BlockInfo info;
    private final Frames frames;
    private final Map<Filter, Frames> views = new ConcurrentHashMap<>(2);
    private final AtomicInteger viewBytes = new AtomicInteger();

    /** Binds encoded records to their place in a topic. */
    public Block(Topic topic, BlockInfo info, Frames frames) {
        this.topic = topic;
        this.info = info;
        this.frames = frames;
    }

    /** Consecutive blocks of a topic as one, which is as old as the first of them. */
    static Block join(List<Block> blocks) {
        Block oldest = blocks.get(0);
        if (blocks.size() == 1) {
            return oldest;
        }
        List<Batch> batches = blocks.stream()
                .map(block -> Batch.of(block.topic, block.info, block.frames.toBytes()))
                .toList();
        return Batch.join(batches).stamp(oldest.first(), oldest.info.appendedAt());
    }

    /** The topic. */
    public Topic topic() {
        return topic;
    }

    /** Place, size and times. */
    public BlockInfo info() {
        return info;
    }

    /** Offset of the first record. */
    public long first() {
        return info.first();
    }

    /** Offset of the last record. */
    public long last() {
        return info.last();
    }

    /** All records. */
    public Frames frames() {
        return frames;
    }

    /**
     * The records that a filter takes. Evaluated once per block and filter, by whichever event loop asks first. The
     * result is kept as long as the block, until all results together are {@value #VIEWS} times as large as the block.
     */
    public Frames view(Filter filter) {
        if (filter == Filter.ALL) {
            return frames;
        }
        if (info.maxTime() < filter.minTime() || info.minTime() > filter.maxTime()) {
            return Frames.EMPTY;
        }
        Frames known = views.get(filter);
        if (known != null) {
            return known;
        }
        boolean full = viewBytes.get() > VIEWS * weight();
        return full ? frames.select(filter) : views.computeIfAbsent(filter, this::select);
    }

    /** Bytes it takes in memory, about, without what filters have taken from it. */
    int weight() {
        return OVERHEAD_BYTES + frames.length();
    }

    private Frames select(Filter filter) {
        Frames selected = frames.select(filter);
        viewBytes.addAndGet(VIEW_BYTES + (selected == frames ? 0 : selected.length()));
        return selected;
    }

    @Override
    public String toString() {
        return topic + "[" + first() + ".." + last() + "]";
    }
}
