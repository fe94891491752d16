package dev.yamabiko.storage;

import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.KeyedRecords;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The idempotency keys of a SQLite journal, within the transactions of its writer. Used by one thread. */
final class SqliteKeys {

    private final PreparedStatement find;
    private final PreparedStatement put;
    private final PreparedStatement forget;

    SqliteKeys(Connection connection) throws SQLException {
        this.find =
                connection.prepareStatement("SELECT count, last FROM idempotency_key WHERE topic_id = ? AND key = ?");
        this.put = connection.prepareStatement(
                "INSERT OR REPLACE INTO idempotency_key (topic_id, key, count, last, used_at) VALUES (?, ?, ?, ?, ?)");
        this.forget = connection.prepareStatement("DELETE FROM idempotency_key WHERE used_at < ?"
                + " OR (topic_id, key) IN (SELECT topic_id, key FROM (SELECT topic_id, key,"
                + " row_number() OVER (PARTITION BY topic_id ORDER BY used_at DESC) AS age FROM idempotency_key)"
                + " WHERE age > ?)");
    }

    KeyedRecords find(long topicId, IdempotencyKey key) throws SQLException {
        find.setLong(1, topicId);
        find.setString(2, key.value());
        try (ResultSet row = find.executeQuery()) {
            return row.next() ? new KeyedRecords(row.getLong(1), row.getLong(2)) : KeyedRecords.NONE;
        }
    }

    void put(long topicId, IdempotencyKey key, KeyedRecords kept, long now) throws SQLException {
        put.setLong(1, topicId);
        put.setString(2, key.value());
        put.setLong(3, kept.count());
        put.setLong(4, kept.last());
        put.setLong(5, now);
        put.executeUpdate();
    }

    /** Removes those last used before a time, and of each topic all but the newest; the number removed. */
    int forget(long before, int newest) throws SQLException {
        forget.setLong(1, before);
        forget.setInt(2, newest);
        return forget.executeUpdate();
    }
}
