package dev.yamabiko.stream;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one topic, encoded: the unit that is stored, relayed and written to streams. Immutable and
 * thread-safe.
 */
public final class Block {

    private static final int OVERHEAD_BYTES = 256;
    private static final int VIEW_BYTES = 64;
    private static final int VIEWS = 4;
    private static final AtomicReferenceFieldUpdater<Block, @Nullable Views> FIRST_VIEWS =
            AtomicReferenceFieldUpdater.newUpdater(Block.class, Views.class, "views");

    private final Topic topic;
    private final BlockInfo info;
    private final Frames frames;
    private volatile @Nullable Views views;

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
        Views known = views;
        return (known == null ? beginViews() : known).of(filter);
    }

    /** Bytes it takes in memory, about, without what filters have taken from it. */
    int weight() {
        return OVERHEAD_BYTES + frames.length();
    }

    /** Most blocks are read by nobody who filters, and there may be many. */
    private Views beginViews() {
        FIRST_VIEWS.compareAndSet(this, null, new Views());
        return Objects.requireNonNull(views);
    }

    @Override
    public String toString() {
        return topic + "[" + first() + ".." + last() + "]";
    }

    /** What filters have taken from the block. */
    private final class Views {
        private final Map<Filter, Frames> selected = new ConcurrentHashMap<>(2);
        private final AtomicInteger bytes = new AtomicInteger();

        Frames of(Filter filter) {
            Frames known = selected.get(filter);
            if (known != null) {
                return known;
            }
            boolean full = bytes.get() > VIEWS * weight();
            return full ? frames.select(filter) : selected.computeIfAbsent(filter, this::select);
        }

        private Frames select(Filter filter) {
            Frames taken = frames.select(filter);
            bytes.addAndGet(VIEW_BYTES + (taken == frames ? 0 : taken.length()));
            return taken;
        }
    }
}
