package dev.yamabiko.stream;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Consecutive blocks of one topic, oldest first: found by offset, taken from either end. Not thread-safe. */
public final class Blocks {

    private Block[] ring = new Block[16];
    private int head;
    private int size;

    /** How many. */
    public int size() {
        return size;
    }

    /** True if there is none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The one that has been here longest. */
    public Block oldest() {
        return at(0);
    }

    /** The last one added. */
    public Block newest() {
        return at(size - 1);
    }

    /** Adds the block that follows the newest. */
    public void add(Block block) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) & (ring.length - 1)] = block;
    }

    /** Takes the oldest one out. */
    public Block removeOldest() {
        Block oldest = oldest();
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return oldest;
    }

    /** Takes the newest one out. */
    public Block removeNewest() {
        Block newest = newest();
        ring[(head + --size) & (ring.length - 1)] = null;
        return newest;
    }

    /** The newest so many, oldest of them first, until the next change. */
    public List<Block> newest(int count) {
        return view(size - count, size);
    }

    /** Those that hold offsets from {@code from} to {@code to}, until the next change. */
    public List<Block> between(long from, long to) {
        int first = indexOf(from);
        int last = indexOf(to);
        int end = last < size && at(last).first() <= to ? last + 1 : last;
        return view(first, Math.max(first, end));
    }

    /** The one that holds this offset; null: none does. */
    public @Nullable Block holding(long offset) {
        int index = indexOf(offset);
        return index < size && at(index).first() <= offset ? at(index) : null;
    }

    /** All of them, until the next change. */
    public List<Block> all() {
        return view(0, size);
    }

    /** Index of the first block that does not end before this offset. */
    private int indexOf(long offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).last() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Block at(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }

    private List<Block> view(int from, int to) {
        return new View(from, to);
    }

    private void grow() {
        Block[] larger = new Block[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        ring = larger;
        head = 0;
    }

    /** Some of them, as a list. */
    private final class View extends AbstractList<Block> implements RandomAccess {
        private final int from;
        private final int to;

        View(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public Block get(int index) {
            return at(from + Objects.checkIndex(index, size()));
        }

        @Override
        public int size() {
            return to - from;
        }
    }
}
