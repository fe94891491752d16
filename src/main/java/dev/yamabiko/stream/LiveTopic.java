package dev.yamabiko.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic with readers on one event loop: a window of its newest blocks, consecutive, and the cursors that read it.
 * Used on that event loop only.
 */
final class LiveTopic {

    private final Topic topic;
    private final List<Cursor> readers = new ArrayList<>();
    private final Blocks window = new Blocks();
    private long last;
    private boolean telling;

    /** Small blocks at the end of the window, to be joined. */
    private int run;

    private int runBytes;

    LiveTopic(Topic topic) {
        this.topic = topic;
    }

    Topic topic() {
        return topic;
    }

    /** Offset of the newest record known to exist. */
    long last() {
        return last;
    }

    /** Learns that records up to {@code offset} exist. True if that is news. */
    boolean extendTo(long offset) {
        if (offset <= last) {
            return false;
        }
        last = offset;
        return true;
    }

    /** Takes a block into the window; null if it is an echo. */
    @Nullable
    Change add(Block block) {
        if (!window.isEmpty() && block.last() <= window.newest().last()) {
            return null;
        }
        boolean follows = window.isEmpty() || block.first() == window.newest().last() + 1;
        Change change = follows ? join(block) : new Change(clear(), List.of(block));
        window.add(block);
        count(block);
        extendTo(block.last());
        return change;
    }

    /** The block in the window that holds this offset. */
    @Nullable
    Block holding(long offset) {
        return window.holding(offset);
    }

    /** Takes the oldest block out of the window. */
    void evict() {
        if (!window.isEmpty()) {
            Block oldest = window.removeOldest();
            if (run > window.size()) {
                run--;
                runBytes -= oldest.frames().length();
            }
        }
    }

    List<Block> clear() {
        List<Block> dropped = new ArrayList<>(window.all());
        while (!window.isEmpty()) {
            evict();
        }
        return dropped;
    }

    /** Small blocks that everyone who keeps up has taken become one: a window of many would be mostly overhead. */
    private Change join(Block next) {
        if (runBytes < Arrivals.MAX_BYTES / 2) {
            return new Change(List.of(), List.of(next));
        }
        List<Block> parts = new ArrayList<>(window.newest(run));
        Block whole = Block.join(parts);
        parts.forEach(part -> window.removeNewest());
        window.add(whole);
        run = runBytes = 0;
        return new Change(parts, List.of(whole, next));
    }

    private void count(Block block) {
        int bytes = block.frames().length();
        boolean small = bytes <= Arrivals.SMALL_BYTES;
        run = small ? run + 1 : 0;
        runBytes = small ? runBytes + bytes : 0;
    }

    void attach(Cursor cursor) {
        readers.add(cursor);
    }

    void detach(Cursor cursor) {
        if (!telling) {
            readers.remove(cursor);
        }
    }

    boolean hasReaders() {
        return !readers.isEmpty();
    }

    /** Tells every reader that there may be more; those that close meanwhile leave afterwards. */
    void tellReaders() {
        telling = true;
        try {
            for (int i = 0, n = readers.size(); i < n; i++) {
                Cursor cursor = readers.get(i);
                cursor.owner.arrived(cursor);
            }
        } finally {
            telling = false;
            readers.removeIf(cursor -> cursor.owner.closed());
        }
    }

    /**
     * What a new block changes in the window.
     *
     * @param left blocks that are not in it any more
     * @param came blocks that are in it now, in order
     */
    record Change(List<Block> left, List<Block> came) {}
}
