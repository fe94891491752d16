package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first bytes of a database file, read before SQLite opens it: what SQLite would take for an empty database, or
 * leave unsaid, is found here (SQLite, "Database File Format", section 1.3).
 */
final class SqliteHeader {

    /** Marks a database as a journal of this hub: "YMBK". */
    static final int APPLICATION_ID = 0x594D_424B;

    private static final int BYTES = 100;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE_SIZE_AT = 16;
    private static final int CHANGES_AT = 24;
    private static final int PAGES_AT = 28;
    private static final int APPLICATION_ID_AT = 68;
    private static final int PAGES_VALID_FOR_AT = 92;

    private SqliteHeader() {}

    /**
     * Fails with {@link StreamError.JournalDamaged} unless this is a whole journal.
     *
     * @param hasWal a write-ahead log may hold pages that the file does not have yet
     */
    static void check(Path file, boolean hasWal) throws IOException {
        ByteBuffer header = read(file);
        if (header.capacity() < BYTES) {
            throw damaged(file, "has " + Files.size(file) + " bytes, too few for a journal");
        }
        if (header.mismatch(ByteBuffer.wrap(MAGIC)) != MAGIC.length) {
            throw damaged(file, "is not an SQLite database");
        }
        if (header.getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
            throw damaged(file, "is not a journal of this hub");
        }
        long expected = pageSize(header) * (header.getInt(PAGES_AT) & 0xFFFF_FFFFL);
        boolean pagesValid = header.getInt(CHANGES_AT) == header.getInt(PAGES_VALID_FOR_AT);
        if (!hasWal && pagesValid && Files.size(file) != expected) {
            throw damaged(file, "has " + Files.size(file) + " bytes instead of " + expected);
        }
    }

    private static ByteBuffer read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ByteBuffer.wrap(in.readNBytes(BYTES));
        }
    }

    private static long pageSize(ByteBuffer header) {
        int size = header.getShort(PAGE_SIZE_AT) & 0xFFFF;
        return size == 1 ? 65_536 : size;
    }

    private static StreamError damaged(Path file, String what) {
        return new StreamError.JournalDamaged(file + ": is damaged: it " + what);
    }
}
