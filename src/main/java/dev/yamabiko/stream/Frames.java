package dev.yamabiko.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encoded records back to back, in the very form a subscriber receives: {@code [0][length, 4 bytes][protobuf]}, the
 * gRPC length-prefixed message, uncompressed.
 *
 * <p>The protobuf ends with the offset: field 15 as a varint padded to eight bytes, so that it can be set in place once
 * the offset is known. A field may come twice in a protobuf message and the last one counts, and padded varints are
 * valid (protobuf encoding guide), so what a client sent is kept as it is and its own offset is overruled.
 *
 * <p>Immutable once published, apart from {@link #stamp} before that. Thread-safe.
 */
public final class Frames {

    /** Bytes before each record: compressed flag and length. */
    public static final int HEADER_BYTES = 5;

    /** Bytes of the offset field at the end of each record. */
    public static final int OFFSET_BYTES = 9;

    /** Tag of field 15, a varint. */
    static final byte OFFSET_TAG = 15 << 3;

    /** No records. */
    public static final Frames EMPTY = new Frames(new byte[0], 0, 0);

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long CONTINUATION = 0x0080_8080_8080_8080L;

    private final byte[] bytes;
    private final int start;
    private final int end;

    private Frames(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    /** One message that is no record: its bytes behind a header of their own. */
    public static Frames ofMessage(byte[] message) {
        byte[] framed = new byte[HEADER_BYTES + message.length];
        putHeader(framed, 0, message.length);
        System.arraycopy(message, 0, framed, HEADER_BYTES, message.length);
        return new Frames(framed, 0, framed.length);
    }

    /** Takes over the bytes, which nobody may change afterwards. */
    public static Frames of(byte[] bytes, int start, int end) {
        return new Frames(bytes, start, end);
    }

    /** The array that holds the records, from {@link #start} to {@link #end}. Not to be changed. */
    public byte[] array() {
        return bytes;
    }

    /** The bytes alone; not to be changed. */
    public byte[] toBytes() {
        return start == 0 && end == bytes.length ? bytes : Arrays.copyOfRange(bytes, start, end);
    }

    /** Index of the first byte. */
    public int start() {
        return start;
    }

    /** Index after the last byte. */
    public int end() {
        return end;
    }

    /** Encoded size in bytes. */
    public int length() {
        return end - start;
    }

    /** True if there is no record. */
    public boolean isEmpty() {
        return start == end;
    }

    /** The records with this offset or a later one. */
    public Frames from(long offset) {
        int at = start;
        while (at < end) {
            int next = frameEnd(bytes, at);
            if (offsetBefore(bytes, next) >= offset) {
                break;
            }
            at = next;
        }
        return at == start ? this : new Frames(bytes, at, end);
    }

    /**
     * The records that the filter takes: this very object where it takes all, as they lie where it takes neighbours,
     * else copied together.
     */
    Frames select(Filter filter) {
        byte[] taken = bytes;
        int from = start;
        int to = start;
        for (int at = start, next; at < end; at = next) {
            next = frameEnd(bytes, at);
            if (!filter.test(bytes, at + HEADER_BYTES, next)) {
                continue;
            }
            if (taken == bytes && from == to) {
                from = to = at;
            } else if (taken == bytes && at > to) {
                taken = new byte[length()];
                System.arraycopy(bytes, from, taken, 0, to - from);
                to -= from;
                from = 0;
            }
            if (taken != bytes) {
                System.arraycopy(bytes, at, taken, to, next - at);
            }
            to += next - at;
        }
        if (from == to) {
            return EMPTY;
        }
        if (taken == bytes) {
            return to - from == length() ? this : new Frames(bytes, from, to);
        }
        return new Frames(to < length() / 2 ? Arrays.copyOf(taken, to) : taken, 0, to);
    }

    /** Number of records. */
    public int count() {
        int count = 0;
        for (int at = start; at < end; at = frameEnd(bytes, at)) {
            count++;
        }
        return count;
    }

    /** Offset of the record that is {@code n} from the end, 1 being the last. */
    long offsetFromEnd(int n) {
        int skip = count() - n;
        int at = start;
        for (int i = 0; i < skip; i++) {
            at = frameEnd(bytes, at);
        }
        return offsetBefore(bytes, frameEnd(bytes, at));
    }

    /** Visits each record. */
    public void forEach(Visitor visitor) {
        for (int at = start; at < end; ) {
            int next = frameEnd(bytes, at);
            visitor.record(offsetBefore(bytes, next), at + HEADER_BYTES, next);
            at = next;
        }
    }

    /** Sees one record: its offset, and where its protobuf lies in {@link #array}. */
    @FunctionalInterface
    public interface Visitor {
        /** Called for each record in order. */
        void record(long offset, int from, int to);
    }

    /** Index after the frame that starts at {@code at}. */
    public static int frameEnd(byte[] bytes, int at) {
        return at + HEADER_BYTES + (int) INT.get(bytes, at + 1);
    }

    /** Writes the frame header. */
    static void putHeader(byte[] bytes, int at, int payloadBytes) {
        bytes[at] = 0;
        INT.set(bytes, at + 1, payloadBytes);
    }

    /** Sets the offsets of all records, counting up from {@code first}. Only before the frames are published. */
    public void stamp(long first) {
        long offset = first;
        for (int at = start; at < end; ) {
            at = frameEnd(bytes, at);
            LONG.set(bytes, at - 8, padded(offset++));
        }
    }

    /** An int64 below 2^56 as a varint of exactly eight bytes, least significant first. */
    private static long padded(long offset) {
        long spread = 0;
        for (int group = 0; group < 8; group++) {
            spread |= ((offset >>> (7 * group)) & 0x7F) << (8 * group);
        }
        return spread | CONTINUATION;
    }

    private static long offsetBefore(byte[] bytes, int end) {
        long padded = (long) LONG.get(bytes, end - 8);
        long offset = 0;
        for (int group = 0; group < 8; group++) {
            offset |= ((padded >>> (8 * group)) & 0x7F) << (7 * group);
        }
        return offset;
    }
}
