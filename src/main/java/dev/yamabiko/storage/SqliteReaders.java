package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The readers of a journal's file, as many as threads read it: each is opened when first needed, kept, and closed when
 * SQLite has failed in it. Thread-safe.
 */
final class SqliteReaders {

    /** Enough to keep a disk busy while one of them decodes. */
    static final int COUNT = 3;

    private static final int CLOSE_SECONDS = 10;

    private final SqliteFile file;
    private final Deque<SqliteReader> idle = new ConcurrentLinkedDeque<>();
    private final Semaphore free = new Semaphore(COUNT);
    private volatile boolean closed;

    SqliteReaders(SqliteFile file) {
        this.file = file;
    }

    /** Reads; waits for no other reader, as long as no more than {@link #COUNT} threads do this. */
    <T> T read(Work<T> work) throws SQLException {
        if (closed || !free.tryAcquire()) {
            throw new StreamError.JournalUnavailable("journal: closed", new IOException("no reader is free"));
        }
        try {
            SqliteReader known = idle.poll();
            SqliteReader reader = known != null ? known : new SqliteReader(file.openReader(), file.path());
            return use(reader, work);
        } finally {
            free.release();
        }
    }

    /** Waits for those that read, then lets nobody read any more. */
    void close() throws SQLException, InterruptedException {
        if (closed) {
            return;
        }
        closed = true;
        free.tryAcquire(COUNT, CLOSE_SECONDS, TimeUnit.SECONDS);
        for (SqliteReader reader = idle.poll(); reader != null; reader = idle.poll()) {
            reader.close();
        }
    }

    private <T> T use(SqliteReader reader, Work<T> work) throws SQLException {
        T result;
        try {
            result = work.run(reader);
        } catch (SQLException | RuntimeException error) {
            reader.close();
            throw error;
        }
        idle.push(reader);
        return result;
    }

    /** What is done with a reader. */
    interface Work<T> {
        T run(SqliteReader reader) throws SQLException;
    }
}
