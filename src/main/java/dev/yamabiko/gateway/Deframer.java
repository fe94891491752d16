package dev.yamabiko.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/**
 * Cuts the bytes of a call into messages: {@code [compressed flag][length, 4 bytes][message]} (gRPC over HTTP/2).
 * Bounds each message, also after decompression. Messages that lie whole in what arrived are not copied. One thread.
 */
final class Deframer {

    /** Takes one message; the array may be reused afterwards. */
    interface Receiver {
        /** The message lies from {@code from} to {@code to}. */
        void message(byte[] bytes, int from, int to);
    }

    private static final int HEADER_BYTES = 5;
    private static final byte PLAIN = 0;
    private static final byte COMPRESSED = 1;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final int maxMessageBytes;
    private final boolean gzip;
    private final Receiver receiver;
    private byte[] partial = new byte[0];
    private int have;
    private int messages;

    /**
     * Gives messages to a receiver.
     *
     * @param gzip whether the client said that it may compress
     */
    Deframer(int maxMessageBytes, boolean gzip, Receiver receiver) {
        this.maxMessageBytes = maxMessageBytes;
        this.gzip = gzip;
        this.receiver = receiver;
    }

    /** Takes what arrived; throws {@link WireError} for what cannot be a message. */
    void accept(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int whole = have == 0 && to - at >= HEADER_BYTES ? frameBytes(bytes, at) : Integer.MAX_VALUE;
            if (whole <= to - at) {
                deliver(bytes, at, at + whole);
                at += whole;
            } else {
                at = gather(bytes, at, to);
            }
        }
    }

    /** True if a message has begun and not ended. */
    boolean isPartial() {
        return have > 0;
    }

    /** Bytes of the message that has begun. */
    int partialBytes() {
        return have;
    }

    /** Whole messages since it was last asked. */
    int takeCount() {
        int count = messages;
        messages = 0;
        return count;
    }

    private int gather(byte[] bytes, int from, int to) {
        int at = from;
        if (have < HEADER_BYTES) {
            at = copy(bytes, at, to, HEADER_BYTES);
            if (have < HEADER_BYTES) {
                return at;
            }
        }
        int whole = frameBytes(partial, 0);
        at = copy(bytes, at, to, whole);
        if (have == whole) {
            have = 0;
            deliver(partial, 0, whole);
            partial = new byte[0];
        }
        return at;
    }

    private int copy(byte[] bytes, int from, int to, int wanted) {
        int more = Math.min(to - from, wanted - have);
        if (partial.length < have + more) {
            partial = java.util.Arrays.copyOf(partial, Math.min(wanted, Math.max(2 * partial.length, have + more)));
        }
        System.arraycopy(bytes, from, partial, have, more);
        have += more;
        return from + more;
    }

    /** Size of the frame whose header stands there; refuses, before it is there, one that cannot be taken. */
    private int frameBytes(byte[] bytes, int at) {
        byte flag = bytes[at];
        if (flag != PLAIN && flag != COMPRESSED) {
            throw new WireError(Reason.ENCODING_BROKEN, "compressed flag: " + (flag & 0xFF) + " (expected: 0 or 1)");
        }
        if (flag == COMPRESSED && !gzip) {
            throw new WireError(
                    Reason.ENCODING_MISSING, "compressed flag: set (expected: grpc-encoding that says how)");
        }
        int length = (int) INT.get(bytes, at + 1);
        if (length < 0 || length > maxMessageBytes) {
            throw tooLarge(Integer.toUnsignedString(length));
        }
        return HEADER_BYTES + length;
    }

    private void deliver(byte[] bytes, int at, int end) {
        messages++;
        if (bytes[at] == PLAIN) {
            receiver.message(bytes, at + HEADER_BYTES, end);
        } else {
            byte[] plain = inflate(bytes, at + HEADER_BYTES, end);
            receiver.message(plain, 0, plain.length);
        }
    }

    private byte[] inflate(byte[] bytes, int from, int to) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, to - from))) {
            byte[] plain = in.readNBytes(maxMessageBytes + 1);
            if (plain.length > maxMessageBytes) {
                throw tooLarge("more, decompressed");
            }
            return plain;
        } catch (IOException broken) {
            throw new WireError(Reason.ENCODING_BROKEN, "message: cannot be decompressed (expected: gzip)");
        }
    }

    private WireError tooLarge(String length) {
        return new WireError(
                Reason.MESSAGE_TOO_LARGE, "message: " + length + " bytes (expected: at most " + maxMessageBytes + ")");
    }
}
