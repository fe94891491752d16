package dev.yamabiko.cli.logs;

import dev.yamabiko.proto.log.v1.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A way to write an entry. For one thread. */
interface EntryFormat {

    /** Appends an entry and the end of its line. */
    void append(LogEntry entry, ByteArrayOutputStream out) throws IOException;
}
