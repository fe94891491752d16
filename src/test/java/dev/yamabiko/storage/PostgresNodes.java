package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Journals over one database, each with a Vert.x of its own, as nodes have. Used by one thread. */
final class PostgresNodes implements AutoCloseable {

    static final int MAX_TOPICS = 20;

    private final List<Vertx> platforms = new ArrayList<>();
    private final List<PostgresJournal> journals = new ArrayList<>();
    private final long answerMs;

    /** Journals that wait so long for an answer. */
    PostgresNodes(long answerMs) {
        this.answerMs = answerMs;
    }

    /** One more journal, open. */
    PostgresJournal open(String url) {
        PostgresJournal journal = create(url);
        await(journal.open());
        return journal;
    }

    /** One more journal. */
    PostgresJournal create(String url) {
        return create(url, new JournalBounds(0, 0, MAX_TOPICS));
    }

    /** One more journal. */
    PostgresJournal create(String url, JournalBounds bounds) {
        Vertx vertx = Vertx.vertx();
        platforms.add(vertx);
        PostgresJournal journal = new PostgresJournal(
                vertx,
                new PostgresAccess(url, 6, answerMs),
                bounds,
                Clock.systemUTC(),
                new SplittableRandom(journals.size()));
        journals.add(journal);
        return journal;
    }

    @Override
    public void close() {
        journals.forEach(journal -> await(journal.close()));
        platforms.forEach(vertx -> await(vertx.close()));
    }
}
