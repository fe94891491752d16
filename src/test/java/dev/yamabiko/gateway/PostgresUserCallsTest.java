package dev.yamabiko.gateway;

import dev.yamabiko.support.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Users in PostgreSQL. */
class PostgresUserCallsTest extends UserCallsContract {

    @TempDir
    private static Path shared;

    private static Database database;

    @BeforeAll
    static void startDatabase() {
        database = Database.start(shared);
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Override
    String journal() {
        return "{type: postgres, database: '" + database.createEmpty() + "'}";
    }
}
