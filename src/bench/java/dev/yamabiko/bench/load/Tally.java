package dev.yamabiko.bench.load;

import java.nio.ByteBuffer;

/**
 * What one stream has received: counts each record, and looks closely at one of {@value #SAMPLED_ONE_OF}: is it the
 * very next one, and whole? Written by the thread of its connection.
 */
final class Tally {

    private static final int SAMPLED_ONE_OF = 64;

    private final long before;
    private final int step;
    private final Latencies latencies;
    private long records;
    private long bytes;

    /**
     * A stream whose first record comes after that one.
     *
     * @param before sequence number of the last record that is not its own
     * @param step from one record to the next
     */
    Tally(long before, int step, Latencies latencies) {
        this.before = before;
        this.step = step;
        this.latencies = latencies;
    }

    /** Takes a record; {@code now} is when its bytes came in. */
    void record(ByteBuffer in, int at, int length, long now) {
        records++;
        bytes += length;
        latencies.record(now, in, at);
        if (records % SAMPLED_ONE_OF == 1) {
            check(in, at, length);
        }
    }

    /** Records so far. */
    long records() {
        return records;
    }

    /** Their bytes so far, without framing. */
    long bytes() {
        return bytes;
    }

    private void check(ByteBuffer in, int at, int length) {
        long expected = before / step * step + records * step;
        if (length < Payload.BYTES || !Payload.isWhole(in, at, expected)) {
            throw new IllegalStateException("record: " + Payload.sequence(in, at) + ", " + length + " bytes (expected: "
                    + expected + ", whole)");
        }
        long offset = length == Payload.BYTES + Payload.OFFSET_BYTES ? Payload.number(in, at + length - 8) : expected;
        if (offset != expected) {
            throw new IllegalStateException("offset: " + offset + " (expected: " + expected + ")");
        }
    }
}
