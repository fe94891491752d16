package dev.yamabiko.storage;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Expiry;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.KeyedRecords;
import dev.yamabiko.stream.Refusals;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes blocks over one connection, a transaction at a time. It begins and ends transactions itself: the driver's own
 * handling loses track when SQLite has rolled back by itself, as it does on a full disk. After a failure it is to be
 * closed.
 *
 * <p>Used by one thread.
 */
final class SqliteWriter implements AutoCloseable {

    /** Blocks that one step of a trim removes: a few milliseconds of work, which is what an append may wait for it. */
    static final int TRIM_STEP = 64;

    private static final int PROBE_BYTES = 64 << 10;

    private final Connection connection;
    private final TopicTable topics;
    private final JournalBounds bounds;
    private final Clock clock;
    private final SqliteKeys keys;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement insertTopic;
    private final PreparedStatement insertBlock;
    private final PreparedStatement oldest;
    private final PreparedStatement deleteBlocks;
    private final PreparedStatement trimTopic;

    SqliteWriter(Connection connection, TopicTable topics, JournalBounds bounds, Clock clock) throws SQLException {
        this.connection = connection;
        this.topics = topics;
        this.bounds = bounds;
        this.clock = clock;
        this.keys = new SqliteKeys(connection);
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
        this.insertTopic = connection.prepareStatement("INSERT INTO topic (id, name, trimmed_to) VALUES (?, ?, 0)");
        this.insertBlock = connection.prepareStatement("INSERT INTO block"
                + " (topic_id, first, count, bytes, min_time, max_time, appended_at, crc, data)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        this.oldest = connection.prepareStatement("SELECT first, count, bytes, min_time, max_time, appended_at"
                + " FROM block INDEXED BY block_index WHERE topic_id = ? ORDER BY first LIMIT " + TRIM_STEP);
        this.deleteBlocks = connection.prepareStatement("DELETE FROM block WHERE topic_id = ? AND first <= ?");
        this.trimTopic = connection.prepareStatement("UPDATE topic SET trimmed_to = ? WHERE id = ?");
    }

    /** See {@link dev.yamabiko.stream.Journal#append}. */
    List<Appended> append(List<Batch> batches) throws SQLException {
        TopicTable.Draft draft = topics.draft();
        long now = clock.millis();
        List<Appended> appended = new ArrayList<>(batches.size());
        Refusals refusals = new Refusals();
        inTransaction(() -> {
            for (Batch batch : batches) {
                Appended behind = refusals.of(batch.topic());
                appended.add(behind == null ? refusals.note(batch.topic(), append(draft, batch, now)) : behind);
            }
        });
        draft.publish();
        return appended;
    }

    /** Forgets idempotency keys. */
    int forgetKeys(long before, int newest) throws SQLException {
        int[] forgotten = new int[1];
        inTransaction(() -> forgotten[0] = keys.forget(before, newest));
        return forgotten[0];
    }

    /**
     * Removes up to {@link #TRIM_STEP} of a topic's oldest blocks.
     *
     * @param bytesAtOpen encoded bytes the topic had when the journal was opened
     * @return blocks removed
     */
    int trim(Topic topic, TopicPolicy policy, long bytesAtOpen) throws SQLException {
        TopicTable.Entry entry = topics.entry(topic);
        List<BlockInfo> candidates = oldest(entry);
        Expiry expiry = new Expiry(policy, clock.millis(), entry.extent().last());
        int count = expiry.count(candidates, bytesAtOpen + entry.grown());
        if (count == 0) {
            return 0;
        }
        long to = candidates.get(count - 1).last();
        inTransaction(() -> {
            deleteBlocks.setLong(1, entry.id());
            deleteBlocks.setLong(2, to);
            deleteBlocks.executeUpdate();
            trimTopic.setLong(1, to);
            trimTopic.setLong(2, entry.id());
            trimTopic.executeUpdate();
        });
        topics.put(entry.trimmed(
                to, candidates.stream().limit(count).mapToLong(BlockInfo::bytes).sum()));
        return count;
    }

    /** Writes as much as a few appends would, commits it, and takes it away again. */
    void probe() throws SQLException {
        inTransaction(() -> execute("INSERT INTO probe VALUES (zeroblob(" + PROBE_BYTES + "))"));
        inTransaction(() -> execute("DELETE FROM probe"));
    }

    /** Begins another history with what there is. */
    boolean beginEpoch(String epoch) throws SQLException {
        inTransaction(() -> execute("UPDATE meta SET value = '" + epoch + "' WHERE name = 'epoch'"));
        return true;
    }

    /** Says in the file itself, not in its log alone, whether it is complete without its log. */
    boolean mark(boolean inUse) throws SQLException {
        execute("UPDATE meta SET value = '" + (inUse ? 1 : 0) + "' WHERE name = 'in_use'");
        execute("PRAGMA wal_checkpoint(" + (inUse ? "PASSIVE" : "TRUNCATE") + ")");
        return true;
    }

    private void execute(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private Appended append(TopicTable.Draft draft, Batch batch, long now) throws SQLException {
        TopicTable.Entry entry = draft.getOrAdd(batch.topic());
        if (entry == null) {
            return Appended.refused(bounds.tooManyTopics());
        }
        IdempotencyKey key = batch.key();
        if (key == null) {
            return keep(draft, entry, batch, now);
        }
        KeyedRecords known = keys.find(entry.id(), key);
        Batch unknown = known.unknown(batch, key);
        if (unknown == null) {
            return Appended.known(known.last());
        }
        Appended kept = keep(draft, entry, unknown, now);
        if (kept.block() != null) {
            keys.put(entry.id(), key, KeyedRecords.after(batch, key, kept.block()), now);
        }
        return kept;
    }

    private Appended keep(TopicTable.Draft draft, TopicTable.Entry entry, Batch batch, long now) throws SQLException {
        StreamError conflict = batch.conflict(entry.extent().last());
        return conflict == null ? Appended.kept(insert(draft, entry, batch, now)) : Appended.refused(conflict);
    }

    private Block insert(TopicTable.Draft draft, TopicTable.Entry entry, Batch batch, long now) throws SQLException {
        if (entry.extent().equals(Extent.EMPTY)) {
            insertTopic.setLong(1, entry.id());
            insertTopic.setString(2, entry.topic().name());
            insertTopic.executeUpdate();
        }
        Block block = batch.stamp(entry.extent().last() + 1, now);
        BlockInfo info = block.info();
        byte[] data = block.frames().toBytes();
        insertBlock.setLong(1, entry.id());
        insertBlock.setLong(2, info.first());
        insertBlock.setInt(3, info.count());
        insertBlock.setInt(4, info.bytes());
        insertBlock.setLong(5, info.minTime());
        insertBlock.setLong(6, info.maxTime());
        insertBlock.setLong(7, info.appendedAt());
        insertBlock.setLong(8, Checksum.of(entry.topic(), info, data));
        insertBlock.setBytes(9, data);
        insertBlock.executeUpdate();
        draft.put(entry.appended(block));
        return block;
    }

    private List<BlockInfo> oldest(TopicTable.Entry entry) throws SQLException {
        oldest.setLong(1, entry.id());
        List<BlockInfo> blocks = new ArrayList<>();
        try (ResultSet rows = oldest.executeQuery()) {
            while (rows.next()) {
                blocks.add(SqliteReader.info(rows));
            }
        }
        return blocks;
    }

    private void inTransaction(Work work) throws SQLException {
        begin.execute();
        try {
            work.run();
            commit.execute();
        } catch (SQLException | RuntimeException error) {
            rollback(error);
            throw error;
        }
    }

    private void rollback(Exception error) {
        try {
            execute("ROLLBACK");
        } catch (SQLException alsoFailed) {
            // SQLite has rolled back by itself, or cannot: either way this connection is closed next.
            error.addSuppressed(alsoFailed);
        }
    }

    /** Statements of one transaction. */
    private interface Work {
        void run() throws SQLException;
    }
}
