package dev.yamabiko.storage.sql;

import dev.yamabiko.storage.PostgresAccess;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A schema of the database that nodes share, beside that of the journal. Blocks its caller; thread-safe. */
public final class PostgresTables implements SqlDatabase {

    private static final String SCHEMA = "yamabiko_hub";

    private final PostgresAccess access;
    private final PGSimpleDataSource source;

    /** In this database. */
    public PostgresTables(PostgresAccess access) {
        this.access = access;
        this.source = access.source(access.limitMs());
        source.setApplicationName("yamabiko");
        source.setLogServerErrorDetail(false);
        source.setOptions(options(access.limitMs()));
    }

    @Override
    public void migrate() {
        SqlPool.MIGRATIONS.run(access, SCHEMA);
    }

    @Override
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    @Override
    public String toString() {
        return access.toString();
    }

    /** The server gives up before its client does, and lets go of what a client held that is gone. */
    private static String options(long limitMs) {
        return "-c search_path=" + SCHEMA
                + " -c default_transaction_isolation=read\\ committed"
                + " -c synchronous_commit=on"
                + " -c statement_timeout=" + limitMs * 8 / 10
                + " -c lock_timeout=" + limitMs / 2
                + " -c idle_in_transaction_session_timeout=" + limitMs;
    }
}
