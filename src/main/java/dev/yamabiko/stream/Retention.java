package dev.yamabiko.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trims topics as their policies say, one after the other, every so often. Runs on one event loop. */
public final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Vertx vertx;
    private final Journal journal;
    private final Function<Topic, TopicPolicy> policies;
    private final KeyMemory keys;
    private final Clock clock;
    private final long intervalMs;
    private boolean running;
    private boolean stopped;
    private long timer = -1;

    /**
     * How long idempotency keys are remembered.
     *
     * @param ms milliseconds after their last use
     * @param newest of each topic, at most so many
     */
    public record KeyMemory(long ms, int newest) {}

    /** Trims what {@code policies} says of a topic, and forgets keys, every {@code intervalMs}. */
    public Retention(
            Vertx vertx,
            Journal journal,
            Function<Topic, TopicPolicy> policies,
            KeyMemory keys,
            Clock clock,
            long intervalMs) {
        this.vertx = vertx;
        this.journal = journal;
        this.policies = policies;
        this.keys = keys;
        this.clock = clock;
        this.intervalMs = intervalMs;
    }

    /** Begins; the first round comes after one interval. */
    public void start() {
        timer = vertx.setPeriodic(intervalMs, id -> round());
    }

    /** No more rounds; one that is under way ends with its topic. */
    public void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** Trims every topic and forgets keys, once; does nothing while a round is under way. */
    public Future<Void> round() {
        if (running) {
            return Future.succeededFuture();
        }
        running = true;
        Promise<Void> done = Promise.promise();
        journal.topics("").onFailure(done::fail).onSuccess(topics -> trimNext(topics.iterator(), done));
        return done.future()
                .compose(v -> stopped
                        ? Future.succeededFuture(0)
                        : journal.forgetKeys(clock.millis() - keys.ms(), keys.newest()))
                .onFailure(error -> LOG.warn("retention not finished, will be tried again", error))
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .onComplete(v -> running = false);
    }

    /**
     * A damaged topic does not keep the others from being trimmed; a journal without room does, until the next round.
     */
    private void trimNext(Iterator<Topic> topics, Promise<Void> done) {
        if (stopped || !topics.hasNext()) {
            done.complete();
            return;
        }
        Topic topic = topics.next();
        journal.trim(topic, policies.apply(topic)).onComplete(trimmed -> {
            if (trimmed.failed()) {
                LOG.warn("retention failed, will be tried again topic={}", topic, trimmed.cause());
            }
            boolean pointless = trimmed.cause() instanceof StreamError.JournalUnavailable;
            Iterator<Topic> rest = pointless ? Collections.emptyIterator() : topics;
            vertx.runOnContext(v -> trimNext(rest, done));
        });
    }
}
