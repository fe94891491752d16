package dev.yamabiko.storage;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One connection to PostgreSQL, with the statements that were prepared on it: each statement is a transaction of its
 * own. Used by one thread at a time; any thread may {@link #abort} it.
 */
final class PostgresSession implements AutoCloseable {

    private static final long TRUSTED_NANOS = 1_000_000_000;
    private static final int CHECK_SECONDS = 2;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long usedAt = System.nanoTime();

    PostgresSession(Connection connection) {
        this.connection = connection;
    }

    /** The statement, without parameters. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    /** An array for a parameter of a statement. */
    Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    /**
     * True if it can be expected to be alive. After a while without use that is found out: a write that fails because
     * the server was restarted meanwhile would have an unknown outcome.
     */
    boolean alive() throws SQLException {
        return System.nanoTime() - usedAt < TRUSTED_NANOS || connection.isValid(CHECK_SECONDS);
    }

    /** It has just answered. */
    void used() {
        usedAt = System.nanoTime();
    }

    /** Ends it at once, without a word to the server: whoever waits for an answer gets an error. */
    void abort(Executor executor) throws SQLException {
        connection.abort(executor);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
