package dev.yamabiko.storage.sql;

import dev.yamabiko.storage.Migrations;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.api.FlywayException;

/**
 * Connections to a database, as many as threads use it: made when they are needed, ended when a call on them fails.
 * Blocks its caller; thread-safe.
 */
public final class SqlPool implements AutoCloseable {

    /** The same for each kind of database. */
    static final Migrations MIGRATIONS = new Migrations("classpath:db/migration/common");

    /** One that was idle for longer is asked first: its server may have been started again. */
    private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int CHECK_SECONDS = 2;

    private final SqlDatabase database;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean migrated = new AtomicBoolean();
    private volatile boolean closed;

    /** Connects when first used, and brings the tables to this version then. */
    public SqlPool(SqlDatabase database) {
        this.database = database;
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T> {

        /** May throw: then nothing of it is done. */
        T run(SqlSession session) throws SQLException;
    }

    private record Idle(Connection connection, long since) {}

    /** Does what one statement does. */
    public <T> T read(Work<T> work) throws SQLException, IOException {
        return use(connection -> work.run(new SqlSession(connection)));
    }

    /** Does all or nothing; durable when it returns. */
    public <T> T write(Work<T> work) throws SQLException, IOException {
        return use(connection -> {
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.run(new SqlSession(connection));
            } catch (SQLException | RuntimeException error) {
                connection.rollback();
                connection.setAutoCommit(true);
                throw error;
            }
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        });
    }

    /** Ends connections that are idle, and others when they are. */
    @Override
    public void close() {
        closed = true;
        endIdle();
    }

    @Override
    public String toString() {
        return database.toString();
    }

    private interface Use<T> {
        T of(Connection connection) throws SQLException;
    }

    private <T> T use(Use<T> use) throws SQLException, IOException {
        Connection connection = take();
        T result;
        try {
            result = use.of(connection);
        } catch (SQLException error) {
            end(connection);
            endIdle();
            throw error;
        } catch (RuntimeException refused) {
            giveBack(connection);
            throw refused;
        }
        giveBack(connection);
        return result;
    }

    private Connection take() throws SQLException, IOException {
        if (closed) {
            throw new SQLException("closed");
        }
        for (Idle next = idle.poll(); next != null; next = idle.poll()) {
            Connection known = next.connection;
            if (System.nanoTime() - next.since < TRUSTED_NANOS || known.isValid(CHECK_SECONDS)) {
                return known;
            }
            end(known);
        }
        migrate();
        return database.connect();
    }

    private synchronized void migrate() throws SQLException, IOException {
        if (!migrated.get()) {
            try {
                database.migrate();
            } catch (FlywayException error) {
                throw new SQLException("tables: " + error.getMessage(), error);
            }
            migrated.set(true);
        }
    }

    private void giveBack(Connection connection) {
        idle.push(new Idle(connection, System.nanoTime()));
        if (closed) {
            endIdle();
        }
    }

    private void endIdle() {
        for (Idle next = idle.poll(); next != null; next = idle.poll()) {
            end(next.connection);
        }
    }

    private static void end(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // it is of no use any more
        }
    }
}
