package dev.yamabiko.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one packet, one after the other: appended to a buffer, or read from it. A packet that ends too early
 * throws {@link IndexOutOfBoundsException}. Used by one thread.
 */
final class PacketFields {

    private final Buffer wire;
    private int at;

    /** Reads from {@code at}; writes at the end of the buffer. */
    PacketFields(Buffer wire, int at) {
        this.wire = wire;
        this.at = at;
    }

    PacketFields begin(byte kind, Packet packet) {
        wire.appendByte(kind);
        return text(packet.from());
    }

    byte kind() {
        return wire.getByte(at++);
    }

    PacketFields number(long value) {
        wire.appendLong(value);
        return this;
    }

    long number() {
        long value = wire.getLong(at);
        at += Long.BYTES;
        return value;
    }

    PacketFields text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return bytes(utf8, 0, utf8.length);
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    PacketFields bytes(byte[] value, int start, int length) {
        wire.appendInt(length).appendBytes(value, start, length);
        return this;
    }

    byte[] bytes() {
        int length = wire.getInt(at);
        int from = at + Integer.BYTES;
        if (length < 0 || length > wire.length() - from) {
            throw new IndexOutOfBoundsException("packet: ends too early");
        }
        at = from + length;
        return wire.getBytes(from, at);
    }

    PacketFields interests(List<Interest> interests) {
        wire.appendInt(interests.size());
        for (Interest interest : interests) {
            wire.appendByte((byte) (interest.prefix() ? 1 : 0));
            text(interest.name());
        }
        return this;
    }

    List<Interest> interests() {
        int count = wire.getInt(at);
        at += Integer.BYTES;
        List<Interest> interests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean prefix = kind() == 1;
            interests.add(new Interest(text(), prefix));
        }
        return interests;
    }
}
