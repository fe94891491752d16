package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Says what a failure of the database means for the journal. Stateless. */
final class PostgresFault {

    /**
     * Classes of SQLSTATE (PostgreSQL documentation, "Error Codes") that leave open whether a statement was committed:
     * the connection broke, the server failed or went down.
     */
    private static final Set<String> UNSURE = Set.of("08", "57P", "58", "XX");

    private static final String DISK_FULL = "53100";
    private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

    private PostgresFault() {}

    /**
     * What a call failed with.
     *
     * @param written whether a write was on its way
     */
    static StreamError of(Throwable failure, boolean written) {
        if (failure instanceof StreamError known) {
            return known;
        }
        String state = state(failure);
        if (state != null && DAMAGED.contains(state) && !written) {
            return new StreamError.JournalDamaged("database: is damaged: " + failure.getMessage());
        }
        if (written && !refused(failure)) {
            return new StreamError.OutcomeUnknown(
                    "journal: the database has not said whether it stored the records", failure);
        }
        if (DISK_FULL.equals(state)) {
            return new StreamError.JournalUnavailable("journal: no room on the disk, or in journal.max-bytes", failure);
        }
        return new StreamError.JournalUnavailable("journal: the database cannot be read or written now", failure);
    }

    /** True if it may pass by itself: the server cannot be reached, starts, or has too many clients. */
    static boolean transitory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = state(cause);
            if (state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"))) {
                return true;
            }
        }
        return false;
    }

    /** True if the server has said that it did not do it: its transaction is rolled back. */
    private static boolean refused(Throwable failure) {
        String state = state(failure);
        return state != null
                && failure instanceof PSQLException error
                && error.getServerErrorMessage() != null
                && UNSURE.stream().noneMatch(state::startsWith);
    }

    private static @Nullable String state(Throwable failure) {
        return failure instanceof SQLException error ? error.getSQLState() : null;
    }
}
