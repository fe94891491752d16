package dev.yamabiko.service;

import com.google.protobuf.UnsafeByteOperations;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of an encoded protobuf message in place, without building objects. Follows the protobuf encoding
 * guide; groups, which proto3 does not have, are refused. One thread; may be reused for message after message.
 */
public final class ProtoFields {

    /** Wire type of int32, int64, bool and enum fields. */
    public static final int VARINT = 0;

    /** Wire type of strings, bytes and messages. */
    public static final int BYTES = 2;

    /** Wire type of double fields. */
    public static final int FIXED64 = 1;

    private static final int FIXED32 = 5;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * Of a varint's tenth byte, which has room for one bit: of any other value in it, parsers make different numbers.
     */
    private static final int LAST_SHIFT = 63;

    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int number;
    private int wireType;
    private long varint;
    private int from;

    /** Begins with the message from {@code from} to {@code to}. */
    public ProtoFields reset(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
        return this;
    }

    /**
     * Goes to the next field; false at the end.
     *
     * @throws ServiceError.MalformedMessage if the bytes are no protobuf message
     */
    public boolean next() {
        if (at == end) {
            return false;
        }
        long tag = readVarint();
        number = (int) (tag >>> 3);
        wireType = (int) tag & 7;
        if (number == 0 || tag >>> 32 != 0) {
            throw new ServiceError.MalformedMessage("protobuf: field number 0 or too large");
        }
        switch (wireType) {
            case VARINT -> varint = readVarint();
            case BYTES -> {
                long length = readVarint();
                if (length < 0) {
                    throw truncated();
                }
                skip(length);
            }
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            default ->
                throw new ServiceError.MalformedMessage("protobuf: wire type " + wireType + " (expected: 0, 1, 2, 5)");
        }
        return true;
    }

    /** Number of the field. */
    public int number() {
        return number;
    }

    /** True if the field has this number and wire type. */
    public boolean is(int number, int wireType) {
        return this.number == number && this.wireType == wireType;
    }

    /** How the field is encoded. */
    public int wireType() {
        return wireType;
    }

    /** Value of a {@link #VARINT} field. */
    public long varint() {
        return varint;
    }

    /** Value of a double field, which is {@link #FIXED64}. */
    public double real() {
        return Double.longBitsToDouble((long) LONG.get(bytes, from));
    }

    /** Where the value of a {@link #BYTES} field begins. */
    public int from() {
        return from;
    }

    /** Where the value of a {@link #BYTES} field ends: right before the next field. */
    public int to() {
        return at;
    }

    /** Size of the value of a {@link #BYTES} field. */
    public int length() {
        return at - from;
    }

    /** Refuses a string field that is no valid UTF-8, as proto3 demands. */
    public void requireUtf8() {
        requireUtf8(number, bytes, from, at);
    }

    /** The same of a string field that was passed by. */
    public static void requireUtf8(int number, byte[] bytes, int from, int to) {
        if (!isUtf8(bytes, from, to)) {
            throw new ServiceError.MalformedMessage("protobuf: field " + number + ": no valid UTF-8");
        }
    }

    /** Value of a string field, which is refused if it is no valid UTF-8. */
    public String text() {
        requireUtf8();
        return new String(bytes, from, length(), StandardCharsets.UTF_8);
    }

    private static boolean isUtf8(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES && ((long) LONG.get(bytes, at) & NON_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at == to || UnsafeByteOperations.unsafeWrap(bytes, at, to - at).isValidUtf8();
    }

    private void skip(long length) {
        from = at;
        if (length > end - at) {
            throw truncated();
        }
        at += (int) length;
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            if (at == end) {
                throw truncated();
            }
            byte next = bytes[at++];
            if (shift == LAST_SHIFT && next != 1) {
                throw new ServiceError.MalformedMessage("protobuf: varint of more than 64 bits, or padded to 10 bytes");
            }
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static ServiceError truncated() {
        return new ServiceError.MalformedMessage("protobuf: message ends inside a field");
    }
}
