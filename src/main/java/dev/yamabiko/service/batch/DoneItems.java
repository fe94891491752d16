package dev.yamabiko.service.batch;

import dev.yamabiko.proto.batch.v1.BatchCheckpoint;
import java.util.BitSet;
import java.util.TreeSet;

/** Which items of a batch are done, and which of them no checkpoint says yet. One thread. */
final class DoneItems {

    private final BitSet done = new BitSet();
    private final TreeSet<Integer> unsaved = new TreeSet<>();

    /** An item was done. */
    void add(int item) {
        done.set(item);
        unsaved.add(item);
    }

    /** True if an item is done. */
    boolean contains(int item) {
        return done.get(item);
    }

    /** How many no checkpoint says. */
    int unsaved() {
        return unsaved.size();
    }

    /** Takes in a checkpoint; numbers over {@code most} mean nothing. */
    void merge(BatchCheckpoint checkpoint, long most) {
        for (int at = 0; at + 1 < checkpoint.getRangesCount(); at += 2) {
            long first = checkpoint.getRanges(at);
            long end = first + checkpoint.getRanges(at + 1);
            if (first > 0 && end > first && end - 1 <= most) {
                done.set((int) first, (int) end);
            }
        }
    }

    /** A checkpoint of what none says yet, which this one does from now on. */
    BatchCheckpoint checkpoint(String key) {
        BatchCheckpoint.Builder checkpoint = BatchCheckpoint.newBuilder().setKey(key);
        while (!unsaved.isEmpty()) {
            int first = unsaved.first();
            int end = first;
            while (unsaved.remove(end)) {
                end++;
            }
            checkpoint.addRanges(first).addRanges(end - first);
        }
        return checkpoint.build();
    }
}
