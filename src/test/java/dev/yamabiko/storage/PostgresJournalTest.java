package dev.yamabiko.storage;

import dev.yamabiko.contract.JournalContract;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.support.Database;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a cluster with a database, as every journal is. */
class PostgresJournalTest extends JournalContract {

    @TempDir
    private static Path folder;

    private static Database database;

    private String url = "";

    @BeforeAll
    static void start() {
        database = Database.start(folder);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Override
    protected Journal create(Vertx vertx, Clock clock) {
        if (url.isEmpty()) {
            url = database.createEmpty();
        }
        JournalBounds bounds = new JournalBounds(0, 0, MAX_TOPICS);
        return new PostgresJournal(vertx, new PostgresAccess(url, 6, 5_000), bounds, clock, new SplittableRandom(1));
    }
}
