package dev.yamabiko.service.file;

import dev.yamabiko.stream.Gauges;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How large the parts are that the downloads of a node read: each may have the least, and what goes beyond is theirs
 * together. A large part is worth its memory, for a part takes two changes of threads, whatever its size. Thread-safe.
 */
final class PartSizes {

    /** With what frames its chunks it stays within 1 MiB: larger buffers are not kept by Netty's allocator. */
    private static final int MOST_BYTES = 15 << 16;

    private final int leastBytes;
    private final AtomicLong room;
    private final LongAdder taken;

    /** {@code roomBytes}: what all parts may take together beyond the least. */
    PartSizes(int leastBytes, long roomBytes, Gauges gauges) {
        this.leastBytes = leastBytes;
        this.room = new AtomicLong(roomBytes);
        this.taken = gauges.of("file_read_ahead_bytes");
    }

    /** The size of a part, near what is wanted, to be given back. */
    int take(int wanted) {
        int more = Math.max(0, Math.min(wanted, MOST_BYTES) - leastBytes);
        long before = room.getAndUpdate(left -> left - Math.min(left, more));
        int given = (int) Math.min(before, more);
        taken.add(given);
        return leastBytes + given;
    }

    /** Takes back a part of that size. */
    void give(int part) {
        int more = Math.max(0, part - leastBytes);
        room.addAndGet(more);
        taken.add(-more);
    }
}
