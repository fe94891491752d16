package dev.yamabiko.storage.sql;

import dev.yamabiko.disk.OwnerFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * A file of a node's data folder, readable for its owner alone. Several processes may use it at a time. Blocks its
 * caller; thread-safe.
 */
public final class SqliteTables implements SqlDatabase {

    private static final String NAME = "hub.db";
    private static final int BUSY_MS = 10_000;

    private final Path folder;
    private final Path file;

    /** {@code folder}: made if it is not there. */
    public SqliteTables(Path folder) {
        this.folder = folder.toAbsolutePath();
        this.file = this.folder.resolve(NAME);
    }

    @Override
    public void migrate() throws IOException, SQLException {
        create();
        connect().close(); // changes the file to WAL while nobody else uses it
        SqlPool.MIGRATIONS.run(url());
    }

    @Override
    public Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MS);
        return config.createConnection(url());
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** An empty file is a database without tables; what SQLite puts beside it is as readable as it is. */
    private void create() throws IOException {
        OwnerFiles.createFolder(folder);
        try {
            OwnerFiles.create(file);
        } catch (FileAlreadyExistsException there) {
            // as it should be, but for the first time
        }
    }

    private String url() {
        return "jdbc:sqlite:" + file;
    }
}
