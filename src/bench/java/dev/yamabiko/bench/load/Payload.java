package dev.yamabiko.bench.load;

import dev.yamabiko.proto.log.v1.LogEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The record that everybody carries: a log entry of {@value #BYTES} bytes whose message begins with a sequence number,
 * a time and a mark, each at a fixed place. Numbers take eight bytes of seven bits, least significant first, so that
 * the message stays valid UTF-8.
 */
public final class Payload {

    /** Encoded size of the entry, as the client sends it. */
    public static final int BYTES = 180;

    /** One record of so many is marked. */
    public static final int MARKED_ONE_OF = 1_024;

    /** What the message of a marked record has in it, and no other. */
    public static final String MARK = "needle";

    /** The application of all entries. */
    public static final String APPLICATION = "bench";

    /** What the hub adds behind an entry: a tag, and the offset as a varint of eight bytes. */
    public static final int OFFSET_BYTES = 9;

    private static final byte OFFSET_TAG = 15 << 3;
    private static final long CONTINUATION = 0x0080_8080_8080_8080L;
    private static final byte[] MARKED = MARK.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNMARKED = "xxxxxx".getBytes(StandardCharsets.US_ASCII);
    private static final int NUMBER_BYTES = 8;
    private static final byte[] ENTRY = entry();
    private static final int SEQUENCE_AT = BYTES - message(ENTRY);
    private static final int TIME_AT = SEQUENCE_AT + NUMBER_BYTES;
    private static final int MARK_AT = TIME_AT + NUMBER_BYTES;

    private Payload() {}

    /** An entry whose numbers are still to be set. */
    public static byte[] bytes() {
        return ENTRY.clone();
    }

    /** Sets the numbers and the mark of the entry that begins there. */
    public static void stamp(ByteBuffer out, int at, long sequence, long time) {
        out.putLong(at + SEQUENCE_AT, Long.reverseBytes(spread(sequence)));
        out.putLong(at + TIME_AT, Long.reverseBytes(spread(time)));
        out.put(at + MARK_AT, sequence % MARKED_ONE_OF == 0 ? MARKED : UNMARKED);
    }

    /** Sets the offset behind an entry, as the hub does: the field that ends there. */
    public static void stampOffset(ByteBuffer out, int end, long offset) {
        out.put(end - OFFSET_BYTES, OFFSET_TAG);
        out.putLong(end - NUMBER_BYTES, Long.reverseBytes(spread(offset) | CONTINUATION));
    }

    /** The sequence number of the entry that begins there. */
    public static long sequence(ByteBuffer in, int at) {
        return number(in, at + SEQUENCE_AT);
    }

    /** The time of the entry that begins there. */
    public static long time(ByteBuffer in, int at) {
        return number(in, at + TIME_AT);
    }

    /** Whether the entry that begins there is, from end to end, the one with this number. */
    public static boolean isWhole(ByteBuffer in, int at, long sequence) {
        int rest = MARK_AT + MARKED.length;
        byte[] mark = sequence % MARKED_ONE_OF == 0 ? MARKED : UNMARKED;
        return sequence(in, at) == sequence
                && in.slice(at, SEQUENCE_AT).equals(ByteBuffer.wrap(ENTRY, 0, SEQUENCE_AT))
                && in.slice(at + MARK_AT, mark.length).equals(ByteBuffer.wrap(mark))
                && in.slice(at + rest, BYTES - rest).equals(ByteBuffer.wrap(ENTRY, rest, BYTES - rest));
    }

    /** A number of at most 56 bits at this place. */
    static long number(ByteBuffer in, int at) {
        return gather(Long.reverseBytes(in.getLong(at)));
    }

    private static long spread(long number) {
        long halves = (number & 0x0FFF_FFFFL) | (number & 0x00FF_FFFF_F000_0000L) << 4;
        long quarters = (halves & 0x0000_3FFF_0000_3FFFL) | (halves & 0x0FFF_C000_0FFF_C000L) << 2;
        return (quarters & 0x007F_007F_007F_007FL) | (quarters & 0x3F80_3F80_3F80_3F80L) << 1;
    }

    private static long gather(long spread) {
        long bits = spread & 0x7F7F_7F7F_7F7F_7F7FL;
        long quarters = (bits & 0x007F_007F_007F_007FL) | (bits & 0x7F00_7F00_7F00_7F00L) >>> 1;
        long halves = (quarters & 0x0000_3FFF_0000_3FFFL) | (quarters & 0x3FFF_0000_3FFF_0000L) >>> 2;
        return (halves & 0x0FFF_FFFFL) | (halves & 0x0FFF_FFFF_0000_0000L) >>> 4;
    }

    private static byte[] entry() {
        LogEntry.Builder entry = LogEntry.newBuilder()
                .setTimestamp(1_700_000_000_000L)
                .setLevel("INFO")
                .setApplication(APPLICATION);
        int rest = BYTES - entry.build().getSerializedSize() - 3;
        return entry.setMessage("x".repeat(rest)).build().toByteArray();
    }

    /** The message is the last field, so its length, a varint of two bytes, tells where it begins. */
    private static int message(byte[] entry) {
        try {
            return LogEntry.parseFrom(entry).getMessageBytes().size();
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }
}
