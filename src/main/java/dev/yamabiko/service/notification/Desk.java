package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where the commands for one user are done, one after the other. It decides on what it knows, and the journal keeps
 * that only if the topic ends where it was thought to; otherwise the desk reads what others have appended and decides
 * again. So any node may have a desk for the same user. Used on the context of {@link Queues}.
 */
final class Desk {

    /** Somebody else came first so often that it is better to be told. */
    private static final int MOST_TRIES = 100;

    /** What nothing follows: asks whether records of a key are kept, and keeps none. */
    private static final long NOWHERE = Long.MAX_VALUE;

    private final Topic topic;
    private final Journal journal;
    private final Appender appender;
    private final QueueRules rules;
    private final NotificationGauges gauges;
    private final Clock clock;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private Queue queue;
    private String epoch = "";
    private boolean stale = true;
    private boolean busy;
    private boolean looping;
    private int weighed;

    Desk(Topic topic, Journal journal, Appender appender, QueueRules rules, NotificationGauges gauges, Clock clock) {
        this.topic = topic;
        this.journal = journal;
        this.appender = appender;
        this.rules = rules;
        this.gauges = gauges;
        this.clock = clock;
        this.queue = new Queue(rules);
    }

    /** Does it when those before it are done. */
    <R> Future<R> run(Command<R> command) {
        Promise<R> promise = Promise.promise();
        waiting.add(() -> attempt(command, 1).onComplete(done -> {
            promise.handle(done);
            busy = false;
            next();
        }));
        next();
        return promise.future();
    }

    /** True while it has nothing to do. */
    boolean idle() {
        return !busy;
    }

    /** Notifications that it remembers, more than when it was asked last. */
    int grown() {
        int more = queue.size() - weighed;
        weighed += more;
        return more;
    }

    /** Notifications that it was known to remember. */
    int weighed() {
        return weighed;
    }

    /** A loop, because a command may be done before it has returned. */
    private void next() {
        if (looping) {
            return;
        }
        looping = true;
        while (!busy && !waiting.isEmpty()) {
            busy = true;
            waiting.remove().run();
        }
        looping = false;
    }

    private <R> Future<R> attempt(Command<R> command, int tries) {
        return newest(command.wantsNewest()).compose(v -> decided(command)).recover(error -> {
            if (!(error instanceof StreamError.Conflict) || tries >= MOST_TRIES) {
                return Future.failedFuture(error);
            }
            gauges.conflicts().increment();
            return attempt(command, tries + 1);
        });
    }

    private <R> Future<R> decided(Command<R> command) {
        queue.expire(clock.millis());
        Notification record;
        try {
            record = command.decide(queue);
        } catch (StreamError.LimitReached full) {
            return known(command).recover(unknown -> {
                gauges.refused().increment();
                return Future.failedFuture(unknown instanceof StreamError.Conflict ? full : unknown);
            });
        }
        return record == null
                ? Future.succeededFuture(command.answer(queue, 0))
                : keep(record, queue.last(), command.key())
                        .map(offset -> command.answer(kept(command, record, offset), offset))
                        .onFailure(error -> stale = true);
    }

    private Future<Long> keep(Notification record, long follows, @Nullable IdempotencyKey key) {
        Batch batch = Batch.of(topic, clock.millis(), record.toByteArray()).following(follows);
        return appender.append(key == null ? batch : batch.keyed(key));
    }

    private Queue kept(Command<?> command, Notification record, long offset) {
        if (command.retried() || offset != queue.last() + 1) {
            stale = true;
        } else {
            queue.replay(offset, record);
            gauges.kept(record);
        }
        return queue;
    }

    /** A notification that was kept before has its offset, however full the queue is now. */
    private <R> Future<R> known(Command<R> command) {
        return command.retried()
                ? keep(Notification.getDefaultInstance(), NOWHERE, command.key())
                        .map(offset -> command.answer(queue, offset))
                : Future.failedFuture(new StreamError.Conflict(topic, NOWHERE));
    }

    /** Reads what the journal has and the queue has not, if need be. */
    private Future<Void> newest(boolean wanted) {
        if (!wanted && !stale && epoch.equals(journal.epoch())) {
            return Future.succeededFuture();
        }
        return journal.extent(topic).compose(extent -> {
            String current = journal.epoch();
            if (!current.equals(epoch) || extent.last() < queue.last()) {
                epoch = current;
                queue = new Queue(rules);
            }
            queue.trim(extent.earliest());
            return new TopicReplay<>(journal, topic, Notification.parser(), this::replay)
                    .read(queue.last() + 1, extent.last())
                    .onSuccess(v -> caughtUp(extent.last()));
        });
    }

    private void replay(Notification kept, long offset) {
        queue.replay(offset, kept);
    }

    private void caughtUp(long last) {
        if (queue.last() < last) {
            queue.trim(last + 1); // retention was faster
        }
        stale = false;
    }
}
