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
    private Block[] ring = new Block[16];
    private int head;
    private int size;
    private long last;
    private boolean telling;

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

    /**
     * Takes a block into the window.
     *
     * @return the blocks that had to leave because this one does not follow them; null if it is an echo
     */
    @Nullable
    List<Block> add(Block block) {
        if (size > 0 && block.last() <= newest().last()) {
            return null;
        }
        List<Block> dropped = size > 0 && block.first() != newest().last() + 1 ? clear() : List.of();
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) & (ring.length - 1)] = block;
        extendTo(block.last());
        return dropped;
    }

    /** The block in the window that holds this offset. */
    @Nullable
    Block holding(long offset) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Block block = at(middle);
            if (block.last() < offset) {
                low = middle + 1;
            } else if (block.first() > offset) {
                high = middle - 1;
            } else {
                return block;
            }
        }
        return null;
    }

    /** Takes the oldest block out of the window. */
    @Nullable
    Block evict() {
        if (size == 0) {
            return null;
        }
        Block oldest = at(0);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return oldest;
    }

    List<Block> clear() {
        List<Block> dropped = new ArrayList<>(size);
        for (Block block = evict(); block != null; block = evict()) {
            dropped.add(block);
        }
        return dropped;
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

    private Block newest() {
        return at(size - 1);
    }

    private Block at(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    private void grow() {
        Block[] larger = new Block[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        ring = larger;
        head = 0;
    }
}
