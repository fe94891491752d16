package dev.yamabiko.storage;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.Refusals;
import dev.yamabiko.stream.StreamError;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way into the database: one statement, which is one transaction and one round trip, whatever their
 * number. So there is no moment at which a node that stands still holds a lock. Used by one thread.
 */
final class PostgresAppend {

    private static final String SQL =
            "SELECT pos, partly, kept, ended, conflict FROM append(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** No record has this offset. */
    private static final long NOWHERE = -1;

    private final List<Batch> batches;
    private final Refusals refusals;
    private final JournalBounds bounds;
    private final long now;

    /** {@code refusals}: of statements before it that belong to the same append. */
    PostgresAppend(List<Batch> batches, Refusals refusals, JournalBounds bounds, long now) {
        this.batches = new ArrayList<>(batches);
        this.refusals = refusals;
        this.bounds = bounds;
        this.now = now;
    }

    /**
     * Appends them. Where only some records of a batch are known, by its key, nothing is stored at first: the batch is
     * cut and all are sent again. Others may append under the same key meanwhile, so that may happen more than once.
     */
    List<Appended> run(PostgresSession session) throws SQLException {
        for (int tries = 0; tries <= batches.size(); tries++) {
            List<Appended> appended = tryOnce(session);
            if (appended != null) {
                return appended;
            }
        }
        throw new StreamError.JournalUnavailable("journal: records under the same keys come in elsewhere");
    }

    /** Null: batches were cut, nothing was stored. */
    private @Nullable List<Appended> tryOnce(PostgresSession session) throws SQLException {
        PreparedStatement statement = session.prepare(SQL);
        bind(session, statement);
        List<Appended> appended = new ArrayList<>(batches.size());
        boolean cut = false;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                int at = rows.getInt(1) - 1;
                int partly = rows.getInt(2);
                if (partly > 0) {
                    batches.set(at, batches.get(at).after(partly));
                    cut = true;
                } else {
                    appended.add(
                            rows.getBoolean(5)
                                    ? conflict(batches.get(at))
                                    : outcome(batches.get(at), rows.getBoolean(3), rows.getLong(4)));
                }
            }
        } finally {
            statement.clearParameters();
        }
        return cut ? null : appended;
    }

    /** It was to follow another record, or is behind one that was. */
    private Appended conflict(Batch batch) {
        Appended behind = refusals.of(batch.topic());
        return behind == null
                ? refusals.note(
                        batch.topic(), Appended.refused(new StreamError.Conflict(batch.topic(), batch.follows())))
                : behind;
    }

    private Appended outcome(Batch batch, boolean kept, long ended) {
        if (kept) {
            return Appended.kept(batch.stamp(ended - batch.count() + 1, now));
        }
        return ended > 0 ? Appended.known(ended) : Appended.refused(bounds.tooManyTopics());
    }

    private void bind(PostgresSession session, PreparedStatement statement) throws SQLException {
        int size = batches.size();
        Object[][] columns = {
            new String[size],
            new Integer[size],
            new Long[size],
            new Long[size],
            new Long[size],
            new byte[size][],
            new String[size],
            new Long[size],
            new Long[size]
        };
        for (int i = 0; i < size; i++) {
            Batch batch = batches.get(i);
            byte[] data = batch.frames().toBytes();
            IdempotencyKey key = batch.key();
            columns[0][i] = batch.topic().name();
            columns[1][i] = batch.count();
            columns[2][i] = batch.minTime();
            columns[3][i] = batch.maxTime();
            columns[4][i] = Checksum.of(batch.topic(), unplaced(batch), data);
            columns[5][i] = data;
            columns[6][i] = key == null ? null : key.value();
            columns[7][i] = key == null ? null : key.before();
            columns[8][i] = follows(batch);
        }
        String[] types = {"text", "int4", "int8", "int8", "int8", "bytea", "text", "int8"};
        for (int i = 0; i < types.length; i++) {
            statement.setArray(i + 1, session.array(types[i], columns[i]));
        }
        statement.setLong(9, now);
        statement.setInt(10, bounds.maxTopics());
        statement.setLong(11, bounds.maxBytes());
        statement.setArray(12, session.array("int8", columns[8]));
    }

    private @Nullable Long follows(Batch batch) {
        if (refusals.of(batch.topic()) != null) {
            return NOWHERE;
        }
        return batch.follows() == Batch.ANYWHERE ? null : batch.follows();
    }

    /** What is known of a block before it is placed, which is what its checksum covers. */
    private BlockInfo unplaced(Batch batch) {
        return new BlockInfo(0, batch.count(), batch.length(), batch.minTime(), batch.maxTime(), now);
    }
}
