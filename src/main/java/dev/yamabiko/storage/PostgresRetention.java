package dev.yamabiko.storage;

import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Expiry;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what is not to be kept, in small steps: each is a transaction of a few milliseconds. Several nodes may do so
 * at once: what another one has removed is not removed again, and nobody waits for a key that an append holds.
 * Stateless.
 */
final class PostgresRetention {

    /** Blocks that one step of a trim removes. */
    static final int TRIM_STEP = 64;

    /** Keys that one step forgets. */
    static final int FORGET_STEP = 5_000;

    private static final String OLDEST = """
            SELECT b.first, b.count, b.bytes, b.min_time, b.max_time, b.appended_at, t.last, t.bytes
            FROM topic t JOIN block b ON b.topic_id = t.id
            WHERE t.name = ? ORDER BY b.first LIMIT\s""" + TRIM_STEP;

    private static final String TRIM = """
            WITH gone AS (
              DELETE FROM block
              WHERE topic_id = (SELECT id FROM topic WHERE name = ?) AND first <= ?
              RETURNING bytes
            ), counted AS (
              SELECT count(*) AS blocks, coalesce(sum(bytes), 0) AS bytes FROM gone
            ), moved AS (
              UPDATE topic SET trimmed_to = greatest(trimmed_to, ?), bytes = topic.bytes - counted.bytes
              FROM counted WHERE name = ? AND counted.blocks > 0
            )
            SELECT blocks FROM counted
            """;

    private static final String FORGET = """
            DELETE FROM idempotency_key WHERE (topic_id, key) IN (
              SELECT topic_id, key FROM idempotency_key
              WHERE used_at < ? OR (topic_id, key) IN (
                SELECT topic_id, key FROM (
                  SELECT topic_id, key, row_number() OVER (PARTITION BY topic_id ORDER BY used_at DESC) AS age
                  FROM idempotency_key) aged
                WHERE age > ?)
              LIMIT %d FOR UPDATE SKIP LOCKED)
            """.formatted(FORGET_STEP);

    private PostgresRetention() {}

    /**
     * Removes up to {@link #TRIM_STEP} of a topic's oldest blocks.
     *
     * @return how many the policy removes: as many as may be, if there may be more. Some of them another node may have
     *     removed
     */
    static int trim(PostgresSession session, Topic topic, TopicPolicy policy, long now) throws SQLException {
        PreparedStatement oldest = session.prepare(OLDEST);
        oldest.setString(1, topic.name());
        List<BlockInfo> candidates = new ArrayList<>();
        int count = 0;
        try (ResultSet rows = oldest.executeQuery()) {
            long last = 0;
            long bytes = 0;
            while (rows.next()) {
                candidates.add(PostgresReader.info(rows));
                last = rows.getLong(7);
                bytes = rows.getLong(8);
            }
            count = new Expiry(policy, now, last).count(candidates, bytes);
        }
        if (count > 0) {
            trim(session, topic, candidates.get(count - 1).last());
        }
        return count;
    }

    /** Forgets up to {@link #FORGET_STEP} keys, and says how many. */
    static int forgetKeys(PostgresSession session, long before, int newest) throws SQLException {
        PreparedStatement forget = session.prepare(FORGET);
        forget.setLong(1, before);
        forget.setInt(2, newest);
        return forget.executeUpdate();
    }

    private static void trim(PostgresSession session, Topic topic, long to) throws SQLException {
        PreparedStatement trim = session.prepare(TRIM);
        trim.setString(1, topic.name());
        trim.setLong(2, to);
        trim.setLong(3, to);
        trim.setString(4, topic.name());
        trim.executeQuery().close();
    }
}
