package dev.yamabiko.stream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * What a stream says between its records: signs of life and gaps. Every response of a resumable stream carries the same
 * fields for it (docs/protocol.md): 15 offset, 16 heartbeat, 20 skipped, 21 positions.
 */
public final class Signals {

    private static final int OFFSET = 15;
    private static final int HEARTBEAT = 16;
    private static final int SKIPPED = 20;

    /** All of them begin with field 16, a varint. */
    private static final byte HEARTBEAT_TAG = (byte) 0x80;

    private static final byte HEARTBEAT_TAG_END = 1;
    private static final int POSITIONS = 21;

    /** There is one topic alone, so that an offset says it all; else offsets come with their topics. */
    private final boolean alone;

    /** What is said depends on what can be read. */
    Signals(Selection selection) {
        this.alone =
                selection instanceof Selection.Topics exact && exact.topics().size() == 1;
    }

    /** A heartbeat of a stream without offsets; {@code skipped}: values that its reader was too slow for, or 0. */
    public static Frames heartbeat(long skipped) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, HEARTBEAT, 1);
        number(body, SKIPPED, skipped);
        return Frames.ofMessage(body.toByteArray());
    }

    /** True for the bytes of a message that is one of these, and no record or value. */
    public static boolean isSignal(byte[] message, int from, int to) {
        return to - from > 2 && message[from] == HEARTBEAT_TAG && message[from + 1] == HEARTBEAT_TAG_END;
    }

    /** A heartbeat with the last offset read. */
    Frames heartbeat(Collection<Cursor> cursors) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, HEARTBEAT, 1);
        cursors.forEach(cursor -> position(body, cursor.topic(), cursor.next - 1));
        return Frames.ofMessage(body.toByteArray());
    }

    /** Says that {@code skipped} records of a topic up to {@code offset} are gone. */
    Frames gap(Topic topic, long offset, long skipped) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, HEARTBEAT, 1);
        number(body, SKIPPED, skipped);
        position(body, topic, offset);
        return Frames.ofMessage(body.toByteArray());
    }

    private void position(ByteArrayOutputStream body, Topic topic, long offset) {
        if (alone) {
            number(body, OFFSET, offset);
        } else {
            bytes(body, POSITIONS, entry(topic, offset));
        }
    }

    private static byte[] entry(Topic topic, long offset) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        bytes(entry, 1, topic.name().getBytes(StandardCharsets.UTF_8));
        number(entry, 2, offset);
        return entry.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        if (value != 0) {
            varint(out, (long) field << 3);
            varint(out, value);
        }
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, ((long) field << 3) | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
