package dev.yamabiko.cli.logs;

import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes entries to standard output, many at a time. What is printed is seen after {@link #flush}. For one thread. */
final class EntryPrinter {

    private static final int FULL_BYTES = 64 << 10;

    private final EntryFormat format;
    private final OutputStream out;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(FULL_BYTES * 2);

    EntryPrinter(EntryFormat format, OutputStream out) {
        this.format = format;
        this.out = out;
    }

    /** Prints an entry. */
    void print(LogEntry entry) throws IOException {
        format.append(entry, buffer);
        if (buffer.size() >= FULL_BYTES) {
            flush();
        }
    }

    /** Writes out what has been printed. */
    void flush() throws IOException {
        if (buffer.size() > 0) {
            buffer.writeTo(out);
            out.flush();
            buffer.reset();
        }
    }
}
