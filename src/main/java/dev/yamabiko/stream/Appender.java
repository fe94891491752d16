package dev.yamabiko.stream;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the journal of a node: group commit. Whatever waits when a commit ends is the next one, so a lone
 * append waits for nothing and a flood shares its fsyncs. Committed blocks go to the relay before their producers hear
 * of it.
 *
 * <p>{@link #append} may be called on any thread; its future completes on the caller's context. Commits run on the
 * event loop of whoever found none under way, one after the other.
 */
public final class Appender {

    private final Context context;
    private final Journal journal;
    private final Relay relay;
    private final StreamLimits limits;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicBoolean committing = new AtomicBoolean();
    private final LongAdder commits;
    private final LongAdder records;
    private final LongAdder pendingGauge;
    private volatile boolean draining;
    private volatile @Nullable Throwable failure;

    /** Appends to a journal and tells a relay. */
    public Appender(Vertx vertx, Journal journal, Relay relay, StreamLimits limits, Gauges gauges) {
        this.context = vertx.getOrCreateContext();
        this.journal = journal;
        this.relay = relay;
        this.limits = limits;
        this.commits = gauges.of(Gauges.COMMITS);
        this.records = gauges.of(Gauges.RECORDS_APPENDED);
        this.pendingGauge = gauges.of(Gauges.APPEND_BYTES_PENDING);
    }

    /**
     * Appends the records of a batch in order.
     *
     * @return the offset of its last record, once durable; fails with {@link StreamError.LimitReached} when too much
     *     waits already, with {@link StreamError.JournalUnavailable} when the journal could not keep it, with
     *     {@link StreamError.Conflict} when it was to follow another record
     */
    public Future<Long> append(Batch batch) {
        return append(batch, producer());
    }

    /** For appends that are kept in order, or not at all. */
    public Producer producer() {
        return new Producer(this);
    }

    Future<Long> append(Batch batch, Producer producer) {
        Throwable refusal = refusal(producer);
        if (refusal != null) {
            producer.fail(refusal);
            return Future.failedFuture(refusal);
        }
        Waiting waiting = new Waiting(batch, producer, Promise.promise(), Vertx.currentContext());
        pendingBytes.addAndGet(batch.length());
        pendingGauge.add(batch.length());
        queue.add(waiting);
        commitNext();
        return waiting.promise.future();
    }

    /** True while so much waits that producers should pause. */
    public boolean full() {
        return pendingBytes.get() > limits.pendingBytes();
    }

    /**
     * Why a commit failed; null while the journal takes appends. Only {@link #probe} ends it: where there is hardly any
     * room, a small append may succeed among many that do not.
     */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Takes no more appends; completes when those that wait are done. */
    public Future<Void> drain() {
        draining = true;
        Promise<Void> drained = Promise.promise();
        awaitIdle(drained);
        return drained.future();
    }

    /** Asks the journal whether it takes appends again, after a failure. */
    public Future<Void> probe() {
        return journal.probe().onSuccess(v -> failure = null).onFailure(error -> failure = error);
    }

    private @Nullable Throwable refusal(Producer producer) {
        if (draining) {
            return new StreamError.Draining();
        }
        if (pendingBytes.get() > 2 * limits.pendingBytes()) {
            return new StreamError.LimitReached(
                    "stream.pending-bytes",
                    "appends waiting for the journal: too many bytes (expected: at most " + 2 * limits.pendingBytes()
                            + ")");
        }
        return producer.failure();
    }

    private void awaitIdle(Promise<Void> drained) {
        if (queue.isEmpty() && !committing.get()) {
            drained.complete();
        } else {
            context.owner().setTimer(2, timer -> awaitIdle(drained));
        }
    }

    /**
     * Begins to commit, unless somebody does already: at the end of this turn of the caller's own event loop, so that
     * no other thread need be woken, and what else it appends in this turn comes along.
     */
    private void commitNext() {
        if (!queue.isEmpty() && committing.compareAndSet(false, true)) {
            Context caller = Vertx.currentContext();
            Context loop = caller != null && caller.isEventLoopContext() ? caller : context;
            loop.runOnContext(v -> {
                List<Group> groups = takeGroups();
                if (groups.isEmpty()) {
                    rest();
                } else {
                    commit(groups);
                }
            });
        }
    }

    /** Lets any event loop begin: only when all that was committed is published, so that blocks are in order. */
    private void rest() {
        committing.set(false);
        commitNext();
    }

    private void commit(List<Group> groups) {
        List<Batch> batches = new ArrayList<>(groups.size());
        groups.forEach(group -> batches.add(Batch.join(group.batches())));
        journal.append(batches).onComplete(done -> {
            commits.increment();
            end(groups, done);
            List<Group> next = takeGroups();
            if (next.isEmpty()) {
                settle(groups);
                rest();
            } else {
                commit(next); // the journal works while these are published
                settle(groups);
            }
        });
    }

    /** Joins what waits, in order, into blocks of bounded size: one open group per topic. */
    private List<Group> takeGroups() {
        List<Group> groups = new ArrayList<>();
        Map<Topic, Group> open = new LinkedHashMap<>();
        Group refused = new Group();
        long taken = 0;
        Waiting next;
        while (taken < limits.pendingBytes() && (next = queue.poll()) != null) {
            if (next.producer.failure() != null) {
                refused.add(next);
                continue;
            }
            Topic topic = next.batch.topic();
            Group group = open.get(topic);
            if (group == null || !group.takes(next.batch, limits.blockBytes())) {
                group = new Group();
                groups.add(group);
                open.put(topic, group);
            }
            group.add(next);
            taken += next.batch.length();
        }
        settle(List.of(refused));
        return groups;
    }

    /** Before the next commit is taken: it keeps nothing that waits behind an append that failed. */
    private void end(List<Group> groups, AsyncResult<List<Appended>> done) {
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            group.outcome = done.succeeded() ? done.result().get(i) : null;
            Throwable cause = group.outcome == null ? done.cause() : group.outcome.refusal();
            if (cause != null) {
                group.members.forEach(waiting -> waiting.producer.fail(cause));
            }
            if (cause != null && !(cause instanceof StreamError error && error.ofThisBatchAlone())) {
                failure = cause;
            }
        }
    }

    /** Publishes what was kept, then tells the producers: one task per context, however many it has. */
    private void settle(List<Group> groups) {
        Map<Context, Deque<Runnable>> byContext = new LinkedHashMap<>();
        for (Group group : groups) {
            Appended outcome = group.outcome;
            if (outcome == null || outcome.refusal() != null) {
                group.members.forEach(waiting -> settle(waiting, byContext, waiting::refuse));
                continue;
            }
            if (outcome.block() != null) {
                relay.publish(outcome.block());
                records.add(outcome.block().info().count());
            }
            long offset = outcome.last() - group.records();
            for (Waiting waiting : group.members) {
                offset += waiting.batch.count();
                long last = offset;
                settle(waiting, byContext, () -> waiting.promise.complete(last));
            }
        }
        byContext.forEach((caller, outcomes) -> caller.runOnContext(v -> outcomes.forEach(Runnable::run)));
    }

    private void settle(Waiting waiting, Map<Context, Deque<Runnable>> byContext, Runnable outcome) {
        pendingBytes.addAndGet(-waiting.batch.length());
        pendingGauge.add(-waiting.batch.length());
        Context caller = waiting.caller == null ? context : waiting.caller;
        byContext.computeIfAbsent(caller, key -> new ArrayDeque<>()).add(outcome);
    }

    private record Waiting(
            Batch batch,
            Producer producer,
            Promise<Long> promise,
            @Nullable Context caller) {

        void refuse() {
            promise.fail(producer.failure());
        }
    }

    /** Batches of one topic that become one block. */
    private static final class Group {
        final List<Waiting> members = new ArrayList<>();
        int bytes;

        @Nullable
        Appended outcome;

        /**
         * Records with a key stay by themselves: only some of them may be new. So do those with a place of their own.
         */
        boolean takes(Batch batch, int maxBytes) {
            return bytes + batch.length() <= maxBytes
                    && batch.joinable()
                    && members.get(0).batch.joinable();
        }

        int records() {
            return members.stream().mapToInt(waiting -> waiting.batch.count()).sum();
        }

        void add(Waiting waiting) {
            members.add(waiting);
            bytes += waiting.batch.length();
        }

        List<Batch> batches() {
            return members.stream().map(Waiting::batch).toList();
        }
    }
}
