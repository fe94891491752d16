package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What holds for the journal in a database as a whole: its history, whether it is complete, whether it takes writes.
 * Stateless.
 */
final class PostgresStore {

    private static final int PROBE_BYTES = 64 << 10;

    private static final String EPOCH = "SELECT value FROM meta WHERE name = 'epoch'";
    private static final String FIRST_EPOCH = "INSERT INTO meta VALUES ('epoch', ?) ON CONFLICT (name) DO NOTHING";

    private static final String NEXT_EPOCH =
            "INSERT INTO meta VALUES ('epoch', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /** A topic whose newest block does not end where the topic does, or whose oldest does not begin where it should. */
    private static final String MISPLACED = """
            SELECT t.name FROM topic t
            LEFT JOIN LATERAL (SELECT first FROM block WHERE topic_id = t.id ORDER BY first LIMIT 1) oldest ON true
            LEFT JOIN LATERAL (SELECT first + count - 1 AS last FROM block
                               WHERE topic_id = t.id ORDER BY first DESC LIMIT 1) newest ON true
            WHERE t.last <> coalesce(newest.last, t.trimmed_to)
               OR t.trimmed_to + 1 <> coalesce(oldest.first, t.last + 1)
            LIMIT 1
            """;

    private PostgresStore() {}

    /**
     * Identity of the history.
     *
     * @param fresh its name if it has none yet
     */
    static String epoch(PostgresSession session, String fresh) throws SQLException {
        put(session, FIRST_EPOCH, fresh);
        try (ResultSet row = session.prepare(EPOCH).executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** Begins another history with what there is. */
    static void beginEpoch(PostgresSession session, String fresh) throws SQLException {
        put(session, NEXT_EPOCH, fresh);
    }

    /** Finds a topic that has lost its first blocks or its last ones. */
    static void check(PostgresSession session) throws SQLException {
        try (ResultSet rows = session.prepare(MISPLACED).executeQuery()) {
            if (rows.next()) {
                throw new StreamError.JournalDamaged(
                        "database: is damaged: blocks of topic " + rows.getString(1) + " are missing");
            }
        }
    }

    /** Writes as much as a few appends would, commits it, and takes it away again. */
    static void probe(PostgresSession session) throws SQLException {
        PreparedStatement insert = session.prepare("INSERT INTO probe VALUES (?)");
        insert.setBytes(1, new byte[PROBE_BYTES]);
        insert.executeUpdate();
        session.prepare("DELETE FROM probe").executeUpdate();
    }

    private static void put(PostgresSession session, String sql, String value) throws SQLException {
        PreparedStatement put = session.prepare(sql);
        put.setString(1, value);
        put.executeUpdate();
    }
}
