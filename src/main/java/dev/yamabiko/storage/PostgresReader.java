package dev.yamabiko.storage;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads blocks, their index and their topics. What it hands out is what was stored: every block is checked against its
 * checksum, and against its neighbours. Stateless, apart from what it is told of the epoch.
 */
final class PostgresReader {

    private static final String READ =
            "SELECT first, count, bytes, min_time, max_time, appended_at, crc, data, trimmed_to"
                    + " FROM read(?, ?, ?, ?)";

    private static final String INDEX = """
            SELECT first, count, bytes, min_time, max_time, appended_at
            FROM block
            WHERE topic_id = (SELECT id FROM topic WHERE name = ?)
              AND first >= coalesce(
                    (SELECT max(b.first) FROM block b
                     WHERE b.topic_id = (SELECT id FROM topic WHERE name = ?) AND b.first <= ?), ?)
              AND first <= ? AND first + count > ? AND max_time >= ? AND min_time <= ?
            ORDER BY first %s LIMIT ?
            """;

    static final String FORWARD = INDEX.formatted("ASC");
    private static final String BACKWARD = INDEX.formatted("DESC");

    private static final String EXTENTS = """
            SELECT value, NULL, NULL FROM meta WHERE name = 'epoch'
            UNION ALL
            SELECT name, trimmed_to, last FROM topic WHERE name = ANY (?)
            """;

    /** In the order of their code points, so that those with the same prefix are together. */
    private static final String TOPICS = "SELECT name FROM topic WHERE name >= ? AND starts_with(name, ?)";

    private PostgresReader() {}

    /** See {@link dev.yamabiko.stream.Journal#read}. */
    static List<Block> read(PostgresSession session, Topic topic, long from, long to, int maxBytes)
            throws SQLException {
        PreparedStatement read = session.prepare(READ);
        read.setString(1, topic.name());
        read.setLong(2, from);
        read.setLong(3, to);
        read.setLong(4, maxBytes);
        List<Block> blocks = new ArrayList<>();
        try (ResultSet rows = read.executeQuery()) {
            long expected = from;
            while (rows.next()) {
                Block block = block(topic, rows);
                boolean trimmed = blocks.isEmpty() && block.first() == rows.getLong(9) + 1;
                if (block.first() > expected && !trimmed) {
                    throw damaged(topic, expected, block.first() - 1, "is missing");
                }
                blocks.add(block);
                expected = block.last() + 1;
            }
        }
        return blocks;
    }

    /** See {@link dev.yamabiko.stream.Journal#index}. */
    static List<BlockInfo> index(PostgresSession session, Topic topic, IndexQuery query) throws SQLException {
        PreparedStatement index = session.prepare(query.newestFirst() ? BACKWARD : FORWARD);
        index.setString(1, topic.name());
        index.setString(2, topic.name());
        index.setLong(3, query.from());
        index.setLong(4, query.from());
        index.setLong(5, query.to());
        index.setLong(6, query.from());
        index.setLong(7, query.minTime());
        index.setLong(8, query.maxTime());
        index.setInt(9, query.limit());
        List<BlockInfo> blocks = new ArrayList<>();
        try (ResultSet rows = index.executeQuery()) {
            while (rows.next()) {
                blocks.add(info(rows));
            }
        }
        return blocks;
    }

    /** How far topics reach, and in which history. */
    static Tails tails(PostgresSession session, Collection<Topic> wanted) throws SQLException {
        PreparedStatement extents = session.prepare(EXTENTS);
        extents.setArray(
                1, session.array("text", wanted.stream().map(Topic::name).toArray(String[]::new)));
        Map<Topic, Extent> found = new HashMap<>();
        String epoch = "";
        try (ResultSet rows = extents.executeQuery()) {
            while (rows.next()) {
                long trimmedTo = rows.getLong(2);
                if (rows.wasNull()) {
                    epoch = rows.getString(1);
                } else {
                    found.put(new Topic(rows.getString(1)), new Extent(trimmedTo + 1, rows.getLong(3)));
                }
            }
        }
        return new Tails(epoch, found);
    }

    /** The topics whose names begin with a prefix. */
    static Collection<Topic> topics(PostgresSession session, String prefix) throws SQLException {
        PreparedStatement statement = session.prepare(TOPICS);
        statement.setString(1, prefix);
        statement.setString(2, prefix);
        List<Topic> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Topic(rows.getString(1)));
            }
        }
        return found;
    }

    static BlockInfo info(ResultSet row) throws SQLException {
        return new BlockInfo(
                row.getLong(1), row.getInt(2), row.getInt(3), row.getLong(4), row.getLong(5), row.getLong(6));
    }

    /** Only what was checked is stamped: the bytes say themselves where their records end. */
    private static Block block(Topic topic, ResultSet row) throws SQLException {
        BlockInfo info = info(row);
        byte[] data = row.getBytes(8);
        BlockInfo unplaced =
                new BlockInfo(0, info.count(), info.bytes(), info.minTime(), info.maxTime(), info.appendedAt());
        if (data.length != info.bytes() || Checksum.of(topic, unplaced, data) != row.getLong(7)) {
            throw damaged(topic, info.first(), info.last(), "does not match its checksum");
        }
        Frames frames = Frames.of(data, 0, data.length);
        frames.stamp(info.first());
        return new Block(topic, info, frames);
    }

    private static StreamError.JournalDamaged damaged(Topic topic, long first, long last, String what) {
        return new StreamError.JournalDamaged(
                "database: is damaged: records " + first + " to " + last + " of topic " + topic + ": block " + what);
    }

    /**
     * How far topics reach.
     *
     * @param epoch identity of the history
     */
    record Tails(String epoch, Map<Topic, Extent> extents) {}
}
