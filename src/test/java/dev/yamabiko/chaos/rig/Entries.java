package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.log.v1.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * The entries one writer sends to one application: numbered from 1, and each wholly told by its writer and number, so
 * that a reader sees whether it is what was sent. Immutable.
 *
 * <p>Message: {@code <writer>/<number> <padding> <CRC-32 of what precedes, 8 hex digits>}.
 *
 * @param application where they go
 * @param writer who sends them, 0 or more
 * @param largest longest padding, bytes; most are below {@value #USUAL}
 */
public record Entries(String application, int writer, int largest) {

    /** Timestamp of number 0, milliseconds since the epoch; each next one is a millisecond later. */
    public static final long EPOCH_MS = 1_600_000_000_000L;

    static final int CRC_DIGITS = 8;
    private static final int USUAL = 160;
    private static final String FILLER = "all work and no play makes an echo a dull thing, said the mountain. ";

    /** Entries of usual size. */
    public static Entries of(String application, int writer) {
        return new Entries(application, writer, USUAL);
    }

    /** The entry of that number. */
    public LogEntry entry(long number) {
        int padding = padding(number);
        StringBuilder message = new StringBuilder(padding + 48);
        message.append(writer).append('/').append(number).append(' ');
        while (padding > 0) {
            int part = Math.min(padding, FILLER.length());
            message.append(FILLER, 0, part);
            padding -= part;
        }
        message.append(' ');
        CRC32 crc = new CRC32();
        crc.update(message.toString().getBytes(StandardCharsets.US_ASCII));
        String digits = Long.toHexString(crc.getValue());
        message.append("0".repeat(CRC_DIGITS - digits.length())).append(digits);
        return LogEntry.newBuilder()
                .setTimestamp(EPOCH_MS + number)
                .setLevel("INFO")
                .setApplication(application)
                .setMessage(message.toString())
                .setLineNumber(writer)
                .build();
    }

    /** The entries of these numbers, both inclusive. */
    public Iterator<LogEntry> range(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(this::entry).iterator();
    }

    /** Spread evenly, yet always the same for a number; one in 64 may be as large as allowed. */
    private int padding(long number) {
        long mixed = ((number * 31 + writer) * 0x9E37_79B9_7F4A_7C15L) >>> 33;
        int bound = mixed % 64 == 0 ? largest : Math.min(largest, USUAL);
        return (int) ((mixed >>> 6) % (bound + 1));
    }
}
