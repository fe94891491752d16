package dev.yamabiko.gateway;

import dev.yamabiko.stream.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Copies of framed records outside the heap, where the socket takes them from: one for all streams of an event loop
 * that write the same records. Netty would make one for each stream, which was a tenth of the time of a fan-out to 100.
 * Used on that event loop only.
 */
final class SharedCopies {

    /** Copies that wait for the next stream, newest first: streams write the same blocks one after the other. */
    static final int KEPT_BYTES = 2 << 20;

    /** All copies, those that stalled streams hold too; beyond it streams write from the heap. */
    static final int MAX_BYTES = 64 << 20;

    private final ByteBufAllocator allocator;
    private final Map<Frames, Copy> kept = new LinkedHashMap<>();
    private long keptBytes;
    private long bytes;
    private int writes;

    SharedCopies(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The copy of these records, to be released when they are written. */
    Copy of(Frames frames) {
        Copy known = kept.get(frames);
        if (known == null) {
            known = copy(frames);
        }
        known.users++;
        writes++;
        return known;
    }

    /** Bytes of all copies. */
    long bytes() {
        return bytes;
    }

    private Copy copy(Frames frames) {
        int length = frames.length();
        if (bytes + length > MAX_BYTES) {
            return new Copy(Unpooled.wrappedBuffer(frames.array(), frames.start(), length), 0);
        }
        ByteBuf direct = allocator.directBuffer(length, length).writeBytes(frames.array(), frames.start(), length);
        Copy copy = new Copy(direct, length);
        bytes += length;
        copy.users++; // as long as it is kept
        kept.put(frames, copy);
        keptBytes += length;
        drop(KEPT_BYTES, 1);
        return copy;
    }

    /** Lets go of the oldest copies, all but so many bytes or copies. */
    private void drop(int bytesLeft, int copiesLeft) {
        Iterator<Copy> oldest = kept.values().iterator();
        while (keptBytes > bytesLeft && kept.size() > copiesLeft) {
            Copy gone = oldest.next();
            oldest.remove();
            keptBytes -= gone.length;
            gone.leave();
        }
    }

    /** Bytes that several streams write. */
    final class Copy {
        private final ByteBuf shared;
        private final int length;
        private int users;

        private Copy(ByteBuf shared, int length) {
            this.shared = shared;
            this.length = length;
        }

        /** The bytes, for one write. */
        ByteBuf bytes() {
            return shared.duplicate();
        }

        /** One write is over; after the last one of all, nobody is left to come for a copy. */
        void release() {
            leave();
            if (--writes == 0) {
                drop(0, 0);
            }
        }

        private void leave() {
            if (--users == 0) {
                shared.release();
                bytes -= length;
            }
        }
    }
}
