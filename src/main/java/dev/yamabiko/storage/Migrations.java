package dev.yamabiko.storage;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * What brings tables to this version of the hub; those of a later version are refused. Blocks its caller; thread-safe.
 *
 * @param location where they are, {@code classpath:...}
 */
public record Migrations(String location) {

    /** They may rewrite whole tables. */
    private static final long POSTGRES_MS = 300_000;

    /** Of a file. */
    public void run(String url) {
        run(configuration().dataSource(url, null, null));
    }

    /** Of a schema, of which one node at a time takes care; made if it is not there. */
    public void run(PostgresAccess access, String schema) {
        run(configuration().dataSource(access.source(POSTGRES_MS)).schemas(schema));
    }

    private FluentConfiguration configuration() {
        return Flyway.configure(Migrations.class.getClassLoader())
                .locations(location)
                .ignoreMigrationPatterns("")
                .loggers("slf4j");
    }

    private static void run(FluentConfiguration configuration) {
        configuration.load().migrate();
    }
}
