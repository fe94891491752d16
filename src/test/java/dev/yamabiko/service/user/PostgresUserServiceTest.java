package dev.yamabiko.service.user;

import dev.yamabiko.storage.PostgresAccess;
import dev.yamabiko.storage.sql.PostgresTables;
import dev.yamabiko.storage.sql.SqlDatabase;
import dev.yamabiko.support.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Users, in PostgreSQL. */
class PostgresUserServiceTest extends UserServiceTest {

    @TempDir
    private static Path shared;

    private static Database database;

    @BeforeAll
    static void start() {
        database = Database.start(shared);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Override
    protected SqlDatabase tables(Path folder) {
        return new PostgresTables(new PostgresAccess(database.createEmpty(), 6, 3_000));
    }
}
