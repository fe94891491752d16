package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The queues of all users, as far as this node has to do with them. It remembers those used last, within a bound; any
 * of them can be read again from the journal.
 *
 * <p>May be called on any thread; futures complete on the caller's context. The desks are used on one event loop.
 */
public final class Queues {

    /** What a queue costs besides what is pending in it, in notifications. */
    private static final int DESK_WEIGHT = 8;

    private final Vertx vertx;
    private final Context context;
    private final Journal journal;
    private final Appender appender;
    private final Bounds bounds;
    private final QueueRules rules;
    private final NotificationGauges gauges;
    private final Clock clock;
    private final Map<String, Desk> desks = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicInteger waiting = new AtomicInteger();
    private long weight;

    /**
     * What a node may hold.
     *
     * @param remembered pending notifications, over all queues
     * @param waiting commands that may wait for their turn
     */
    public record Bounds(int remembered, int waiting) {}

    /** Reads from the journal and writes through the appender. */
    public Queues(
            Vertx vertx,
            Journal journal,
            Appender appender,
            QueueRules rules,
            Bounds bounds,
            Gauges gauges,
            Clock clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.journal = journal;
        this.appender = appender;
        this.rules = rules;
        this.bounds = bounds;
        this.gauges = NotificationGauges.in(gauges);
        this.clock = clock;
    }

    QueueRules rules() {
        return rules;
    }

    /** Does something with the queue of a user, after what was asked before. */
    <R> Future<R> run(String user, Command<R> command) {
        if (waiting.incrementAndGet() > bounds.waiting()) {
            waiting.decrementAndGet();
            return Future.failedFuture(new StreamError.LimitReached(
                    "notifications.waiting",
                    "notifications: too many wait for their turn (expected: at most " + bounds.waiting() + ")"));
        }
        return elsewhere(() -> runHere(user, command)).onComplete(done -> waiting.decrementAndGet());
    }

    /** Sends something to all users; complete with its offset. */
    Future<Long> broadcast(Notification notification, IdempotencyKey key) {
        Batch batch = Batch.of(NotificationTopics.ALL, clock.millis(), notification.toByteArray());
        return appender.append(batch.keyed(key))
                .onSuccess(offset -> gauges.broadcast().increment());
    }

    /** What is kept of what was sent to all users. */
    Future<Extent> broadcasts() {
        return journal.extent(NotificationTopics.ALL);
    }

    private <R> Future<R> runHere(String user, Command<R> command) {
        Desk desk = desks.get(user);
        if (desk == null) {
            desk = new Desk(NotificationTopics.of(user), journal, appender, rules, gauges, clock);
            desks.put(user, desk);
            weigh(DESK_WEIGHT);
        }
        Desk used = desk;
        return used.run(command).onComplete(done -> {
            weigh(used.grown());
            forget();
        });
    }

    private void weigh(int more) {
        weight += more;
        gauges.remembered().add(more);
    }

    /** Those used longest ago, until what is left is within the bound. */
    private void forget() {
        Iterator<Desk> oldest = desks.values().iterator();
        while (weight > bounds.remembered() && oldest.hasNext()) {
            Desk desk = oldest.next();
            if (!desk.idle()) {
                return;
            }
            oldest.remove();
            weigh(-desk.weighed() - DESK_WEIGHT);
        }
    }

    /** Runs on the one event loop, and answers on that of the caller. */
    private <R> Future<R> elsewhere(Supplier<Future<R>> work) {
        Context caller = vertx.getOrCreateContext();
        Promise<R> answer = Promise.promise();
        context.runOnContext(v -> work.get().onComplete(done -> caller.runOnContext(w -> answer.handle(done))));
        return answer.future();
    }
}
