package dev.yamabiko.cli.logs;

import com.google.protobuf.ByteString;
import dev.yamabiko.cli.line.LineStamp;
import dev.yamabiko.cli.line.LineStamps;
import dev.yamabiko.cli.line.LogLevel;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries of lines of text: the message is the line, byte for byte; time and level are what the line says of
 * itself. A line that is no UTF-8 cannot be a message as it is: its message shows the bad bytes as U+FFFD, and
 * {@link #ORIGINAL} keeps the line. For one thread.
 */
final class PlainEntries implements EntryMaker {

    /** The field with the bytes of a line that is no UTF-8, in Base64. */
    static final String ORIGINAL = "message_base64";

    private static final int STAMP_BYTES = 4_096;

    private final LineStamps stamps;
    private final LogEntry template;
    private final boolean numbered;
    private long notUtf8;

    /**
     * Entries of one application.
     *
     * @param level of lines that have none; null: what the hub says
     * @param file that the lines come from; empty: none, and so lines have no numbers
     */
    PlainEntries(LineStamps stamps, String application, @Nullable LogLevel level, String file) {
        this.stamps = stamps;
        this.numbered = !file.isEmpty();
        this.template = LogEntry.newBuilder()
                .setApplication(application)
                .setSourceFile(file)
                .setLevel(level == null ? "" : level.name())
                .build();
    }

    /** Lines that were no UTF-8 so far. */
    long notUtf8() {
        return notUtf8;
    }

    @Override
    public LogEntry entry(LineReader line) {
        byte[] bytes = line.bytes();
        int length = line.to() - line.from();
        LogEntry.Builder entry = template.toBuilder();
        ByteString message = ByteString.copyFrom(bytes, line.from(), length);
        if (message.isValidUtf8()) {
            entry.setMessageBytes(message);
        } else {
            notUtf8++;
            entry.setMessage(message.toStringUtf8());
            entry.putFields(ORIGINAL, Base64.getEncoder().encodeToString(message.toByteArray()));
        }
        // What a line says of itself, it says at its beginning; a cut character at the end of that does no harm.
        LineStamp stamp =
                stamps.of(new String(bytes, line.from(), Math.min(length, STAMP_BYTES), StandardCharsets.UTF_8));
        entry.setTimestamp(stamp.timestampMs());
        if (stamp.level() != null) {
            entry.setLevel(stamp.level().name());
        }
        if (numbered && line.number() <= Integer.MAX_VALUE) {
            entry.setLineNumber((int) line.number());
        }
        return entry.build();
    }
}
