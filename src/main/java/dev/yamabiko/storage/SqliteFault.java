package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Says what a failure below the journal means for it. Stateless. */
final class SqliteFault {

    private SqliteFault() {}

    static StreamError of(Exception failure, Path file) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamError known) {
                return known;
            }
            if (cause instanceof SQLException error) {
                return of(error, failure, file);
            }
        }
        return new StreamError.JournalUnavailable(file + ": " + failure.getMessage(), failure);
    }

    private static StreamError of(SQLException error, Exception failure, Path file) {
        return switch (primary(error)) {
            // The last four: our own statements meet tables that are not as we made them.
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_SCHEMA ->
                new StreamError.JournalDamaged(file + ": is damaged: " + error.getMessage());
            case SQLITE_FULL ->
                new StreamError.JournalUnavailable("journal: no room on the disk, or in journal.max-bytes", failure);
            default -> new StreamError.JournalUnavailable("journal: cannot be read or written now", failure);
        };
    }

    /** The result code without what extends it (SQLite, "Result and Error Codes"). */
    private static SQLiteErrorCode primary(SQLException error) {
        return SQLiteErrorCode.getErrorCode(error.getErrorCode() & 0xFF);
    }
}
