package dev.yamabiko.storage.file;

import dev.yamabiko.file.FileEntry;
import dev.yamabiko.file.FileName;
import dev.yamabiko.file.UploadKey;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** What a local store knows of its files, in SQLite: each method is one commit. One thread at a time. */
final class FileTable implements AutoCloseable {

    private static final String ENTRY = "SELECT name, size, modified, type, checksum FROM files ";

    /** Behind every name: no name has this character. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final Connection connection;

    /**
     * An upload that has begun.
     *
     * @param id name of the file that holds it
     * @param changed when a call began to write it, milliseconds since the epoch
     */
    record Upload(UploadKey key, String id, long totalBytes, long changed) {

        /** Bytes of it in the folder of uploads. */
        long stored(StoreFolder uploads) throws IOException {
            return Math.max(0, uploads.size(id));
        }

        /** When it was last written, milliseconds since the epoch. */
        long lastChanged(StoreFolder uploads) throws IOException {
            return uploads.size(id) < 0 ? changed : Math.max(changed, uploads.changed(id));
        }
    }

    private FileTable(Connection connection) {
        this.connection = connection;
    }

    /** Opens the tables, and makes them if they are not there. A commit is on the disk when it returns. */
    static FileTable open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, size INTEGER NOT NULL,"
                    + " modified INTEGER NOT NULL, type TEXT NOT NULL, checksum TEXT NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE INDEX IF NOT EXISTS files_by_checksum ON files (checksum)");
            statement.execute("CREATE TABLE IF NOT EXISTS uploads (caller TEXT NOT NULL, name TEXT NOT NULL,"
                    + " id TEXT NOT NULL, total INTEGER NOT NULL, changed INTEGER NOT NULL,"
                    + " PRIMARY KEY (caller, name)) WITHOUT ROWID");
            return new FileTable(connection);
        } catch (SQLException error) {
            connection.close();
            throw error;
        }
    }

    @Nullable
    FileEntry find(FileName name) throws SQLException {
        List<FileEntry> found = entries(ENTRY + "WHERE name = ?", name.value());
        return found.isEmpty() ? null : found.get(0);
    }

    List<FileEntry> list(String prefix, String after, int most) throws SQLException {
        return entries(
                ENTRY + "WHERE name >= ? AND name < ? AND name > ? ORDER BY name LIMIT ?",
                prefix,
                prefix + LAST,
                after,
                most);
    }

    void put(FileEntry entry) throws SQLException {
        update(
                "INSERT OR REPLACE INTO files (name, size, modified, type, checksum) VALUES (?, ?, ?, ?, ?)",
                entry.name().value(),
                entry.size(),
                entry.modified(),
                entry.type(),
                entry.checksum());
    }

    void remove(FileName name) throws SQLException {
        update("DELETE FROM files WHERE name = ?", name.value());
    }

    /** True if a file has this content. */
    boolean has(String checksum) throws SQLException {
        return !entries(ENTRY + "WHERE checksum = ? LIMIT 1", checksum).isEmpty();
    }

    /** All contents with their sizes. */
    Map<String, Long> contents() throws SQLException {
        Map<String, Long> sizes = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT DISTINCT checksum, size FROM files");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                sizes.put(row.getString(1), row.getLong(2));
            }
        }
        return sizes;
    }

    @Nullable
    Upload upload(UploadKey key) throws SQLException {
        List<Upload> found = uploads(
                "WHERE caller = ? AND name = ?", key.caller(), key.name().value());
        return found.isEmpty() ? null : found.get(0);
    }

    /** Uploads that no call has begun to write since. */
    List<Upload> uploadsBefore(long time) throws SQLException {
        return uploads("WHERE changed < ?", time);
    }

    void put(Upload upload) throws SQLException {
        update(
                "INSERT OR REPLACE INTO uploads (caller, name, id, total, changed) VALUES (?, ?, ?, ?, ?)",
                upload.key.caller(),
                upload.key.name().value(),
                upload.id,
                upload.totalBytes,
                upload.changed);
    }

    void removeUpload(String id) throws SQLException {
        update("DELETE FROM uploads WHERE id = ?", id);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private List<FileEntry> entries(String sql, Object... values) throws SQLException {
        List<FileEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                entries.add(new FileEntry(
                        new FileName(row.getString(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5)));
            }
        }
        return entries;
    }

    private List<Upload> uploads(String where, Object... values) throws SQLException {
        List<Upload> uploads = new ArrayList<>();
        try (PreparedStatement statement =
                        prepare("SELECT caller, name, id, total, changed FROM uploads " + where, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UploadKey key = new UploadKey(row.getString(1), new FileName(row.getString(2)));
                uploads.add(new Upload(key, row.getString(3), row.getLong(4), row.getLong(5)));
            }
        }
        return uploads;
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
