package dev.yamabiko.service;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protobuf message written by hand, field by field: also one that no library would write. */
public final class WireBytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private WireBytes() {}

    /** An empty message. */
    public static WireBytes wire() {
        return new WireBytes();
    }

    /** A field of wire type 0. */
    public WireBytes varint(int field, long value) {
        tag(field, 0);
        return varint(value);
    }

    /** A field of wire type 2. */
    public WireBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field of wire type 2. */
    public WireBytes bytes(int field, byte[] value) {
        tag(field, 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** An entry of a map of strings. */
    public WireBytes pair(int field, String key, String value) {
        return bytes(field, wire().text(1, key).text(2, value).toBytes());
    }

    /** What comes before the value of a field. */
    public WireBytes tag(int field, int wireType) {
        return varint((long) field << 3 | wireType);
    }

    /** Any bytes. */
    public WireBytes raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    /** What has been written. */
    public byte[] toBytes() {
        return out.toByteArray();
    }

    private WireBytes varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    @Override
    public String toString() {
        byte[] bytes = toBytes();
        return ByteString.copyFrom(bytes, 0, Math.min(bytes.length, 40)).toString();
    }
}
