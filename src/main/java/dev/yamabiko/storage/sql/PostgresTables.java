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
        this.source = access.sessions(SCHEMA, "-c synchronous_commit=on");
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
}
