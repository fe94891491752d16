package dev.yamabiko.service.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The encoded name, labels and type of a metric: equal ones are of one series, so that a series is found without
 * decoding its name. Filled again and again to look up, copied to be kept. Used by one thread.
 */
final class Identity {

    private byte[] bytes;
    private int length;
    private int hash;

    Identity() {
        this(new byte[256], 0, 0);
    }

    private Identity(byte[] bytes, int length, int hash) {
        this.bytes = bytes;
        this.length = length;
        this.hash = hash;
    }

    /** Begins anew. */
    void begin(long type) {
        length = 0;
        hash = (int) type;
        append((int) type);
    }

    /** Goes on with a field. */
    void add(byte[] from, int start, int end) {
        append(end - start);
        ensureRoom(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        for (int i = start; i < end; i++) {
            hash = 31 * hash + from[i];
        }
        length += end - start;
    }

    Identity copy() {
        return new Identity(Arrays.copyOf(bytes, length), length, hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identity that
                && hash == that.hash
                && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    private void append(int number) {
        ensureRoom(Integer.BYTES);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[length++] = (byte) (number >>> shift);
        }
    }

    private void ensureRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
