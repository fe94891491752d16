package dev.yamabiko.storage;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads blocks and their index over one connection. What it hands out is what was stored: every block is checked
 * against its checksum, and against its neighbours. Used by one thread at a time.
 */
final class SqliteReader implements AutoCloseable {

    private static final String INFO = "first, count, bytes, min_time, max_time, appended_at";

    /** From the block that holds an offset, found by the index, to the one that holds another. */
    private static final String RANGE = """
            FROM block INDEXED BY block_index
            WHERE topic_id = ?1
              AND first >= ifnull((SELECT max(first) FROM block WHERE topic_id = ?1 AND first <= ?2), ?2)
              AND first <= ?3
              AND first + count > ?2
            """;

    static final String READ =
            "SELECT " + INFO + ", crc, data, (SELECT trimmed_to FROM topic WHERE id = ?1) " + RANGE + " ORDER BY first";

    static final String INDEX =
            "SELECT " + INFO + " " + RANGE + " AND max_time >= ?4 AND min_time <= ?5 ORDER BY first ";

    private static final String TOPICS = """
            SELECT id, name, trimmed_to,
                   (SELECT first FROM block WHERE topic_id = topic.id ORDER BY first LIMIT 1),
                   (SELECT first + count - 1 FROM block WHERE topic_id = topic.id ORDER BY first DESC LIMIT 1)
            FROM topic
            """;

    static final String BYTES =
            "SELECT total(bytes) FROM block INDEXED BY block_index WHERE topic_id = ?1 AND first <= ?2";

    private final Connection connection;
    private final Path file;
    private final PreparedStatement read;
    private final PreparedStatement forward;
    private final PreparedStatement backward;
    private final PreparedStatement bytes;

    SqliteReader(Connection connection, Path file) throws SQLException {
        this.connection = connection;
        this.file = file;
        this.read = connection.prepareStatement(READ);
        this.forward = connection.prepareStatement(INDEX + "LIMIT ?6");
        this.backward = connection.prepareStatement(INDEX + "DESC LIMIT ?6");
        this.bytes = connection.prepareStatement(BYTES);
    }

    /** See {@link dev.yamabiko.stream.Journal#read}. */
    List<Block> read(TopicTable.Entry entry, long from, long to, int maxBytes) throws SQLException {
        range(read, entry.id(), from, to);
        List<Block> blocks = new ArrayList<>();
        try (ResultSet rows = read.executeQuery()) {
            long expected = from;
            long length = 0;
            while (length < maxBytes && rows.next()) {
                Block block = block(entry.topic(), rows);
                boolean trimmed = blocks.isEmpty() && block.first() == rows.getLong(9) + 1;
                if (block.first() > expected && !trimmed) {
                    throw damaged(entry.topic(), expected, block.first() - 1, "is missing");
                }
                blocks.add(block);
                expected = block.last() + 1;
                length += block.info().bytes();
            }
        }
        return blocks;
    }

    /** See {@link dev.yamabiko.stream.Journal#index}. */
    List<BlockInfo> index(TopicTable.Entry entry, IndexQuery query) throws SQLException {
        PreparedStatement statement = query.newestFirst() ? backward : forward;
        range(statement, entry.id(), query.from(), query.to());
        statement.setLong(4, query.minTime());
        statement.setLong(5, query.maxTime());
        statement.setInt(6, query.limit());
        List<BlockInfo> blocks = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                blocks.add(info(rows));
            }
        }
        return blocks;
    }

    /** Encoded bytes kept of a topic, as far as the entry knows it. */
    long bytes(TopicTable.Entry entry) throws SQLException {
        bytes.setLong(1, entry.id());
        bytes.setLong(2, entry.extent().last());
        try (ResultSet row = bytes.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Identity of the history. */
    String epoch() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE name = 'epoch'")) {
            return row.getString(1);
        }
    }

    /** Finds all topics and how far they reach. */
    void topics(TopicTable topics) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TOPICS)) {
            while (rows.next()) {
                Topic topic = new Topic(rows.getString(2));
                long earliest = rows.getLong(3) + 1;
                long found = rows.getLong(4);
                if (found != 0 && found != earliest) {
                    throw damaged(topic, Math.min(found, earliest), Math.max(found, earliest) - 1, "is missing");
                }
                Extent extent = new Extent(earliest, found == 0 ? earliest - 1 : rows.getLong(5));
                topics.put(new TopicTable.Entry(topic, rows.getLong(1), extent, 0));
            }
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static BlockInfo info(ResultSet row) throws SQLException {
        return new BlockInfo(
                row.getLong(1), row.getInt(2), row.getInt(3), row.getLong(4), row.getLong(5), row.getLong(6));
    }

    private Block block(Topic topic, ResultSet row) throws SQLException {
        BlockInfo info = info(row);
        byte[] data = row.getBytes(8);
        if (data == null || data.length != info.bytes() || Checksum.of(topic, info, data) != row.getLong(7)) {
            throw damaged(topic, info.first(), info.last(), "does not match its checksum");
        }
        return new Block(topic, info, Frames.of(data, 0, data.length));
    }

    private StreamError.JournalDamaged damaged(Topic topic, long first, long last, String what) {
        return new StreamError.JournalDamaged(
                file + ": is damaged: records " + first + " to " + last + " of topic " + topic + ": block " + what);
    }

    private static void range(PreparedStatement statement, long id, long from, long to) throws SQLException {
        statement.setLong(1, id);
        statement.setLong(2, from);
        statement.setLong(3, to);
    }
}
