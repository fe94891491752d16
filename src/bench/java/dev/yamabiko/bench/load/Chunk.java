package dev.yamabiko.bench.load;

import java.nio.ByteBuffer;

/**
 * Records ready for the wire, one behind the other: only their numbers change from one writing to the next. One thread.
 */
final class Chunk {

    private final ByteBuffer bytes;
    private final int headerBytes;
    private final int prefixBytes;
    private final int stride;
    private final int most;

    /**
     * A chunk.
     *
     * @param headerBytes left free in front of all
     * @param before what stands before each record
     * @param after what stands behind each record
     */
    Chunk(int most, int headerBytes, byte[] before, byte[] after) {
        this.most = most;
        this.headerBytes = headerBytes;
        this.prefixBytes = before.length;
        this.stride = before.length + Payload.BYTES + after.length;
        this.bytes = ByteBuffer.allocateDirect(headerBytes + most * stride).position(headerBytes);
        for (int i = 0; i < most; i++) {
            bytes.put(before).put(Payload.bytes()).put(after);
        }
        bytes.clear();
    }

    /** Numbers a record, which is the one at {@code index} of the chunk. */
    void stamp(int index, long sequence, long time) {
        Payload.stamp(bytes, headerBytes + index * stride + prefixBytes, sequence, time);
    }

    /** Numbers the first so many records from {@code first} on; the time of all is now. */
    void stampAll(int records, long first) {
        long now = Latencies.now();
        for (int i = 0; i < records; i++) {
            stamp(i, first + i, now);
        }
    }

    /** The most records it can hold. */
    int most() {
        return most;
    }

    /** Bytes of so many records, without the header. */
    int bodyBytes(int records) {
        return records * stride;
    }

    /** Header and the first so many records. */
    ByteBuffer first(int records) {
        return bytes.duplicate().position(0).limit(headerBytes + records * stride);
    }
}
