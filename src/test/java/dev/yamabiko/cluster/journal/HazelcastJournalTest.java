package dev.yamabiko.cluster.journal;

import dev.yamabiko.contract.JournalContract;
import dev.yamabiko.stream.Journal;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

/** The journal of a cluster, as every journal is: seen from one of two members. */
class HazelcastJournalTest extends JournalContract {

    private Members members;

    @Override
    protected Journal create(Vertx vertx, Clock clock) {
        members = new Members(vertx, clock, 64 << 20);
        members.join();
        Journal journal = members.join();
        members.awaitSafe(2);
        return journal;
    }

    @AfterEach
    void leave() {
        members.close();
    }
}
