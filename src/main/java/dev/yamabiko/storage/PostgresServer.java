package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database server: connections to it that keep what they were told, and the tables in it. Blocks its caller;
 * thread-safe.
 */
final class PostgresServer {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final String SCHEMA = "yamabiko";

    /** So that none that is gone keeps others waiting. */
    private static final String LOOKS_FOR_CLIENTS =
            "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    private static final int OLDEST_VERSION = 130_000;
    private static final Migrations MIGRATIONS = new Migrations("classpath:db/migration/postgres");

    private static final String SETTINGS = "SELECT current_setting('server_version_num')::integer,"
            + " current_setting('server_encoding') = 'UTF8', pg_is_in_recovery(), current_setting('fsync')::boolean,"
            + " current_setting('full_page_writes')::boolean, current_setting('synchronous_commit') <> 'off'";

    private final PostgresAccess access;
    private final PGSimpleDataSource source;
    private final AtomicBoolean warned = new AtomicBoolean();

    PostgresServer(PostgresAccess access) {
        this.access = access;
        this.source = access.sessions(SCHEMA, LOOKS_FOR_CLIENTS);
        source.setPrepareThreshold(1);
    }

    /** A connection whose commits are durable; fails where they cannot be. */
    PostgresSession connect() throws SQLException {
        Connection connection = source.getConnection();
        try {
            check(connection);
            return new PostgresSession(connection);
        } catch (SQLException | RuntimeException error) {
            connection.close();
            throw error;
        }
    }

    /** Brings the tables to this version of the hub, of which one node at a time takes care. */
    @Nullable
    Void migrate() {
        MIGRATIONS.run(access, SCHEMA);
        return null;
    }

    /** Why the journal cannot be opened, for whoever started the node. */
    StreamError explain(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        if (cause instanceof StreamError known) {
            return known;
        }
        return new StreamError.JournalUnavailable("database " + access + ": " + cause.getMessage(), cause);
    }

    @Override
    public String toString() {
        return access.toString();
    }

    private void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean committing;
            boolean whole;
            try (ResultSet row = statement.executeQuery(SETTINGS)) {
                row.next();
                require(row.getInt(1) >= OLDEST_VERSION, "its version is too old", "PostgreSQL 13 or later");
                require(row.getBoolean(2), "its encoding is another one", "UTF8");
                require(!row.getBoolean(3), "it is a standby", "a server that takes writes");
                require(row.getBoolean(4), "fsync is off: what it commits does not survive a crash", "on");
                whole = row.getBoolean(5);
                committing = row.getBoolean(6);
            }
            if (!committing) {
                statement.execute("SET synchronous_commit = on");
            }
            if (!(committing && whole) && warned.compareAndSet(false, true)) {
                warn(committing, whole);
            }
        }
    }

    private void warn(boolean committing, boolean whole) {
        if (!committing) {
            LOG.warn("synchronous_commit is off in the database, the hub turns it on for itself database={}", access);
        }
        if (!whole) {
            LOG.warn(
                    "full_page_writes is off in the database: a power failure can damage the journal database={}",
                    access);
        }
    }

    private void require(boolean holds, String what, String expected) {
        if (!holds) {
            throw new StreamError.JournalUnavailable(
                    "database " + access + ": " + what + " (expected: " + expected + ")");
        }
    }
}
