package dev.yamabiko.storage;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Refusals;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal that several nodes keep together in PostgreSQL: blocks as rows. Offsets are given and blocks are stored
 * by one statement, under a lock on the topic's row that is held until the commit; so whoever sees an offset can read
 * all before it. What it hands out is what was stored, or an error: blocks are checked whenever they are read.
 *
 * <p>Thread-safe. One connection appends, one looks at the tails of topics, the others do the rest; each has a thread
 * of Vert.x's. No call waits longer than its limit.
 */
public final class PostgresJournal implements Journal, Restorable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresJournal.class);

    /** How long a database may take to be there when a node starts. */
    private static final long OPEN_MS = 60_000;

    private static final long OPEN_AGAIN_MS = 500;

    /** Batches of one statement: so few that what it answers fits the buffers of a connection nobody reads from. */
    private static final int STATEMENT_BATCHES = 1_000;

    private final Vertx vertx;
    private final PostgresServer server;
    private final JournalBounds bounds;
    private final Clock clock;
    private final RandomGenerator random;
    private final PostgresSessions appending;
    private final PostgresSessions looking;
    private final PostgresSessions reading;
    private volatile String epoch = "";

    /** Keeps its tables in a schema of their own, which it creates if need be. */
    public PostgresJournal(
            Vertx vertx, PostgresAccess access, JournalBounds bounds, Clock clock, RandomGenerator random) {
        this.vertx = vertx;
        this.server = new PostgresServer(access);
        this.bounds = bounds;
        this.clock = clock;
        this.random = random;
        this.appending = new PostgresSessions(vertx, "append", 1, server, access.limitMs());
        this.looking = new PostgresSessions(vertx, "look", 1, server, access.limitMs());
        this.reading = new PostgresSessions(vertx, "read", access.connections() - 2, server, access.limitMs());
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String durability() {
        return "committed in PostgreSQL at " + server + " (fsync and synchronous_commit on) before it is acknowledged";
    }

    @Override
    public Future<Void> open() {
        Promise<Void> opened = Promise.promise();
        AtomicBoolean late = new AtomicBoolean();
        long timer = vertx.setTimer(OPEN_MS, id -> late.set(true));
        tryOpen(opened, late);
        return opened.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    @Override
    public String epoch() {
        return epoch;
    }

    @Override
    public Future<List<Appended>> append(List<Batch> batches) {
        return append(batches, new Refusals());
    }

    @Override
    public Future<List<Block>> read(Topic topic, long from, long to, int maxBytes) {
        return reading.read(session -> PostgresReader.read(session, topic, from, to, maxBytes))
                .onFailure(PostgresJournal::report);
    }

    @Override
    public Future<List<BlockInfo>> index(Topic topic, IndexQuery query) {
        return reading.read(session -> PostgresReader.index(session, topic, query));
    }

    @Override
    public Future<Map<Topic, Extent>> extents(Collection<Topic> topics) {
        return looking.read(session -> PostgresReader.tails(session, topics)).map(tails -> {
            epoch = tails.epoch();
            return tails.extents();
        });
    }

    @Override
    public Future<Collection<Topic>> topics(String prefix) {
        return looking.read(session -> PostgresReader.topics(session, prefix));
    }

    @Override
    public Future<Integer> trim(Topic topic, TopicPolicy policy) {
        return policy.equals(TopicPolicy.KEEP_ALL) ? Future.succeededFuture(0) : trimFrom(0, topic, policy);
    }

    @Override
    public Future<Integer> forgetKeys(long before, int newest) {
        return forgetFrom(0, before, newest);
    }

    @Override
    public Future<Void> probe() {
        return appending
                .read(session -> {
                    PostgresStore.probe(session);
                    return true;
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> beginEpoch() {
        String next = Epochs.next(random);
        return looking.read(session -> {
                    PostgresStore.beginEpoch(session, next);
                    return next;
                })
                .onSuccess(begun -> {
                    epoch = begun;
                    LOG.info("journal begins another history epoch={}", begun);
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return Future.join(appending.close(), looking.close(), reading.close()).mapEmpty();
    }

    private void tryOpen(Promise<Void> opened, AtomicBoolean late) {
        looking.read(session -> true)
                .compose(connected -> vertx.executeBlocking(server::migrate))
                .compose(migrated -> looking.read(this::enter))
                .onSuccess(known -> {
                    epoch = known;
                    opened.complete();
                })
                .onFailure(error -> {
                    if (PostgresFault.transitory(error) && !late.get()) {
                        LOG.info("database cannot be reached, trying again database={}", server);
                        vertx.setTimer(OPEN_AGAIN_MS, id -> tryOpen(opened, late));
                    } else {
                        opened.fail(server.explain(error));
                    }
                });
    }

    private String enter(PostgresSession session) throws SQLException {
        PostgresStore.check(session);
        return PostgresStore.epoch(session, Epochs.next(random));
    }

    private Future<List<Appended>> append(List<Batch> batches, Refusals refusals) {
        int size = Math.min(batches.size(), STATEMENT_BATCHES);
        List<Batch> some = batches.subList(0, size);
        Future<List<Appended>> first =
                appending.write(session -> new PostgresAppend(some, refusals, bounds, clock.millis()).run(session));
        return size == batches.size()
                ? first
                : first.compose(done -> appendRest(done, batches.subList(size, batches.size()), refusals));
    }

    /** What was kept stays kept, whatever becomes of the others. */
    private Future<List<Appended>> appendRest(List<Appended> kept, List<Batch> others, Refusals refusals) {
        List<Appended> appended = new ArrayList<>(kept);
        return append(others, refusals)
                .otherwise(error -> Collections.nCopies(others.size(), Appended.refused(PostgresFault.of(error, true))))
                .map(rest -> {
                    appended.addAll(rest);
                    return appended;
                });
    }

    private Future<Integer> trimFrom(int before, Topic topic, TopicPolicy policy) {
        return reading.read(session -> PostgresRetention.trim(session, topic, policy, clock.millis()))
                .compose(count -> count < PostgresRetention.TRIM_STEP
                        ? Future.succeededFuture(before + count)
                        : trimFrom(before + count, topic, policy));
    }

    private Future<Integer> forgetFrom(int before, long usedBefore, int newest) {
        return reading.read(session -> PostgresRetention.forgetKeys(session, usedBefore, newest))
                .compose(count -> count < PostgresRetention.FORGET_STEP
                        ? Future.succeededFuture(before + count)
                        : forgetFrom(before + count, usedBefore, newest));
    }

    private static void report(Throwable error) {
        if (error instanceof StreamError.JournalDamaged) {
            LOG.error("journal is damaged error={}", error.getMessage());
        }
    }
}
