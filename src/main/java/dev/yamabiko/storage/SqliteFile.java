package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;
import org.sqlite.SQLiteConfig;

/**
 * The file of a journal: how it comes into being, how connections to it are set up, and what tells that it was not
 * closed. Stateless, apart from the file.
 */
final class SqliteFile {

    /**
     * Between a record's few hundred bytes, written alone, and a block's 32 KiB, a quarter of which a larger page
     * wastes.
     */
    private static final int PAGE_BYTES = 8 << 10;

    /**
     * The log is copied into the file whenever it is this long: short enough not to be noticed by the commit that does
     * it.
     */
    private static final int CHECKPOINT_BYTES = 4 << 20;

    /** What the log keeps of the disk after it was longer, as when a reader held it up. */
    private static final int LOG_BYTES = 16 << 20;

    private static final int WRITER_CACHE_KIB = 8 << 10;
    private static final int READER_CACHE_KIB = 4 << 10;
    private static final int BUSY_MS = 5_000;

    private static final Migrations MIGRATIONS = new Migrations("classpath:db/migration/sqlite");

    private final Path folder;
    private final Path file;
    private final long maxBytes;

    SqliteFile(Path folder, String name, long maxBytes) {
        this.folder = folder.toAbsolutePath();
        this.file = this.folder.resolve(name);
        this.maxBytes = maxBytes;
    }

    Path path() {
        return file;
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** True if there is a write-ahead log with something in it: the hub was killed, or is running. */
    boolean hasLog() throws IOException {
        Path log = sibling("-wal");
        return Files.exists(log) && Files.size(log) > 0;
    }

    /** Creates a journal without records, elsewhere at first: where the file is, it is whole. */
    void create(RandomGenerator random) throws IOException, SQLException {
        if (hasLog()) {
            throw new StreamError.JournalDamaged(
                    file + ": is missing, but its log " + sibling("-wal") + " is there: put it back, or remove both");
        }
        SqliteFile draft = new SqliteFile(folder, file.getFileName() + ".new", 0);
        draft.remove();
        try (Connection connection = draft.connect(false);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + PAGE_BYTES);
            statement.execute("PRAGMA application_id = " + SqliteHeader.APPLICATION_ID);
            statement.execute("PRAGMA journal_mode = WAL");
        }
        draft.migrate();
        try (Connection connection = draft.connect(false);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO meta VALUES ('epoch', '" + Epochs.next(random) + "'), ('in_use', '0')");
        }
        Files.move(draft.file, file, StandardCopyOption.ATOMIC_MOVE);
        FolderSync.sync(folder);
    }

    /** Brings the tables to this version of the hub; a journal of a later version is refused. */
    void migrate() {
        MIGRATIONS.run(url());
    }

    /** A connection that reads alone: it leaves the file and its log as they are, whatever state they are in. */
    Connection openReader() throws SQLException {
        Connection connection = connect(true);
        configure(connection, "query_only = 1", "cache_size = -" + READER_CACHE_KIB);
        return connection;
    }

    /** The connection that writes: a commit is on the disk when it returns. */
    Connection openWriter() throws SQLException {
        Connection connection = connect(false);
        configure(
                connection,
                "synchronous = FULL",
                "fullfsync = 1",
                "checkpoint_fullfsync = 1",
                "wal_autocheckpoint = " + CHECKPOINT_BYTES / PAGE_BYTES,
                "journal_size_limit = " + LOG_BYTES,
                "cache_size = -" + WRITER_CACHE_KIB,
                "max_page_count = " + (maxBytes == 0 ? 0xFFFF_FFFEL : Math.max(1, maxBytes / PAGE_BYTES)));
        return connection;
    }

    private Connection connect(boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout(BUSY_MS);
        return config.createConnection(url());
    }

    /** No memory map: a disk error would end the process instead of failing a read. */
    private static void configure(Connection connection, String... settings) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA mmap_size = 0");
            statement.execute("PRAGMA cell_size_check = 1");
            for (String setting : settings) {
                statement.execute("PRAGMA " + setting);
            }
        } catch (SQLException error) {
            connection.close();
            throw error;
        }
    }

    private String url() {
        return "jdbc:sqlite:" + file;
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private void remove() throws IOException {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(sibling(suffix));
        }
    }
}
