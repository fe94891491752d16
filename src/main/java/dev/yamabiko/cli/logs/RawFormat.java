package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The message alone, byte for byte, and a line feed: what {@code logs send} has read. Stateless.
 *
 * @param shown whether a terminal shows it, which must not obey what it holds
 */
record RawFormat(boolean shown) implements EntryFormat {

    @Override
    public void append(LogEntry entry, ByteArrayOutputStream out) throws IOException {
        byte[] original = original(entry);
        if (shown) {
            out.writeBytes(Escape.TEXT.apply(entry.getMessage()).getBytes(StandardCharsets.UTF_8));
        } else if (original != null) {
            out.writeBytes(original);
        } else {
            entry.getMessageBytes().writeTo(out);
        }
        out.write('\n');
    }

    /** The bytes of a line that was no UTF-8; null: it was. */
    private static byte @Nullable [] original(LogEntry entry) {
        String base64 =
                entry.getFieldsCount() == 0 ? null : entry.getFieldsMap().get(PlainEntries.ORIGINAL);
        try {
            return base64 == null ? null : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException foreign) {
            return null;
        }
    }
}
