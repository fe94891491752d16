package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks for damage in a journal before it is used. Changes nothing. Stateless, apart from the file. */
final class SqliteCheck {

    private static final String GAPS = """
            SELECT topic.name, expected, first - 1
            FROM (SELECT topic_id, first,
                         lag(first + count) OVER (PARTITION BY topic_id ORDER BY first) AS expected
                  FROM block INDEXED BY block_index)
            JOIN topic ON topic.id = topic_id
            WHERE first <> expected LIMIT 1
            """;

    private final Path file;

    SqliteCheck(Path file) {
        this.file = file;
    }

    /**
     * Checks that nothing of it is missing.
     *
     * @param hasLog there was a write-ahead log when the file was found
     * @param whole read every page and the whole index
     */
    void run(SqliteReader reader, boolean hasLog, boolean whole) throws SQLException {
        try (Statement statement = reader.connection().createStatement()) {
            closed(statement, hasLog);
            if (whole) {
                pages(statement);
                offsets(statement);
            }
        }
    }

    /** Reads the newest block of each topic: what was written last suffers first. */
    void newest(SqliteReader reader, TopicTable topics) throws SQLException {
        for (TopicTable.Entry entry : topics.all()) {
            if (entry.extent().earliest() <= entry.extent().last()) {
                reader.read(entry, entry.extent().last(), entry.extent().last(), 1);
            }
        }
    }

    /** A file that was not closed holds less than was acknowledged: the rest is in its log. */
    private void closed(Statement statement, boolean hasLog) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE name = 'in_use'")) {
            if (!hasLog && row.next() && row.getString(1).equals("1")) {
                throw damaged("was not closed, and its log " + file.getFileName() + "-wal is missing or empty");
            }
        }
    }

    private void pages(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (row.next() && !row.getString(1).equals("ok")) {
                throw damaged("has wrong pages: " + row.getString(1).replace('\n', ' '));
            }
        }
    }

    private void offsets(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(GAPS)) {
            if (row.next()) {
                throw damaged(
                        "misses records " + row.getLong(2) + " to " + row.getLong(3) + " of topic " + row.getString(1));
            }
        }
    }

    private StreamError damaged(String what) {
        return new StreamError.JournalDamaged(file + ": is damaged: it " + what);
    }
}
