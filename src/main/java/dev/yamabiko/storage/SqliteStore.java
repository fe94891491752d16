package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a journal's file in this process: claimed and checked, written and read, closed. Blocks its caller; fails
 * with {@link StreamError} alone. {@link #read} on any reading thread, everything else on the writing thread.
 */
final class SqliteStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private final Path folder;
    private final SqliteFile file;
    private final SqliteReaders readers;
    private final JournalBounds bounds;
    private final TopicTable topics;
    private final Clock clock;
    private final RandomGenerator random;
    private volatile String epoch = "";
    private @Nullable FolderLock lock;
    private @Nullable SqliteWriter writer;
    private boolean marked;
    private boolean failing;

    SqliteStore(Path folder, JournalBounds bounds, TopicTable topics, Clock clock, RandomGenerator random) {
        this.folder = folder;
        this.file = new SqliteFile(folder, "journal.db", bounds.maxBytes());
        this.readers = new SqliteReaders(file);
        this.bounds = bounds;
        this.topics = topics;
        this.clock = clock;
        this.random = random;
    }

    String epoch() {
        return epoch;
    }

    /**
     * Claims the file, creates it if there is none, and checks what it holds before anything is written to it.
     *
     * @return true if it was checked whole; false if it is too large for that
     */
    boolean open() {
        try {
            lock = FolderLock.claim(folder, "journal.lock");
            boolean found = file.exists();
            if (!found) {
                file.create(random);
            }
            SqliteCheck check = new SqliteCheck(file.path());
            boolean hasLog = file.hasLog();
            SqliteHeader.check(file.path(), hasLog);
            boolean whole = Files.size(file.path()) <= bounds.checkBytes();
            readers.read(reader -> {
                check.run(reader, hasLog, whole);
                return true;
            });
            if (found) {
                file.migrate();
            }
            epoch = readers.read(reader -> {
                reader.topics(topics);
                return reader.epoch();
            });
            readers.read(reader -> {
                check.newest(reader, topics);
                return true;
            });
            tryWriter();
            return whole;
        } catch (IOException | SQLException | RuntimeException error) {
            release();
            throw SqliteFault.of(error, file.path());
        }
    }

    /** Writes; after a failure with another connection, which knows nothing of what went wrong. */
    <T> T write(WriteWork<T> work) {
        if (lock == null) {
            throw closed();
        }
        try {
            T result = work.run(writer());
            if (failing) {
                failing = false;
                LOG.info("journal takes writes again");
            }
            return result;
        } catch (SQLException | RuntimeException error) {
            closeWriter();
            StreamError fault = SqliteFault.of(error, file.path());
            if (!failing) {
                failing = true;
                LOG.warn("journal write failed error={}", error.toString());
            }
            throw fault;
        }
    }

    <T> T read(SqliteReaders.Work<T> work) {
        try {
            return readers.read(work);
        } catch (SQLException | RuntimeException error) {
            StreamError fault = SqliteFault.of(error, file.path());
            if (fault instanceof StreamError.JournalDamaged) {
                LOG.error("journal is damaged error={}", fault.getMessage());
            }
            throw fault;
        }
    }

    /** Begins another history with what there is. */
    @Nullable
    Void beginEpoch() {
        String next = Epochs.next(random);
        write(used -> used.beginEpoch(next));
        epoch = next;
        LOG.info("journal begins another history epoch={}", next);
        return null;
    }

    /** Leaves the file whole, without a log. */
    @Nullable
    Void close() {
        if (lock == null) {
            return null;
        }
        try {
            readers.close();
            if (marked) {
                write(used -> used.mark(false));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException error) {
            LOG.warn("journal was not closed cleanly, its log stays", error);
        } finally {
            release();
        }
        return null;
    }

    /** A journal without room for writes can be read all the same. */
    private void tryWriter() {
        try {
            write(used -> true);
        } catch (StreamError.JournalUnavailable unavailable) {
            LOG.warn("journal can be read only, for now");
        }
    }

    private SqliteWriter writer() throws SQLException {
        SqliteWriter used = writer;
        if (used == null) {
            used = new SqliteWriter(file.openWriter(), topics, bounds, clock);
            writer = used;
        }
        marked = marked || used.mark(true);
        return used;
    }

    private void release() {
        try {
            readers.close();
            closeWriter();
            if (lock != null) {
                lock.close();
                lock = null;
            }
        } catch (IOException | SQLException error) {
            LOG.warn("journal was not released", error);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeWriter() {
        SqliteWriter used = writer;
        writer = null;
        if (used != null) {
            try {
                used.close();
            } catch (SQLException error) {
                LOG.warn("journal connection was not closed", error);
            }
        }
    }

    private static StreamError closed() {
        return new StreamError.JournalUnavailable("journal: closed", new IOException("closed"));
    }

    /** What is done with a writer. */
    interface WriteWork<T> {
        T run(SqliteWriter writer) throws SQLException;
    }
}
