package dev.yamabiko.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's readers: its subscriptions, and the newest blocks of the topics they read, within a bound over all
 * of them. Created, used and closed on that event loop.
 */
public final class Lane {

    private static final long TICK_MS = 1_000;

    private final Vertx vertx;
    private final Relay relay;
    private final StreamLimits limits;
    private final BlockReader reader;
    private final History history;
    private final LongAdder open;
    private final Map<Topic, LiveTopic> topics = new ConcurrentHashMap<>();
    private final Map<Subscription, Runnable> subscriptions = new LinkedHashMap<>();
    private final Map<Selection.Prefix, Integer> prefixes = new ConcurrentHashMap<>();
    private final Window window;
    private final List<Long> timers = new ArrayList<>();
    private @Nullable Runnable stopListening;
    private String epoch;
    private boolean checking;
    private long unansweredMs;
    private boolean draining;

    /** Without readers yet, on the current event loop. */
    public Lane(Vertx vertx, Journal journal, Relay relay, StreamLimits limits, Gauges gauges) {
        this.vertx = vertx;
        this.relay = relay;
        this.limits = limits;
        this.epoch = journal.epoch();
        this.reader = new BlockReader(journal, limits.readBytes(), gauges);
        this.history = new History(reader);
        this.open = gauges.of(Gauges.SUBSCRIPTIONS_OPEN);
        this.window = new Window(limits.windowBytes(), gauges.of(Gauges.WINDOW_BYTES));
        timers.add(vertx.setPeriodic(TICK_MS, timer -> all().forEach(Subscription::tick)));
        timers.add(vertx.setPeriodic(limits.tailCheckMs(), timer -> checkTails()));
    }

    /** Opens a subscription that writes to a sink until either side ends it. */
    public Subscription subscribe(ReadRequest request, Sink sink) {
        if (stopListening == null) {
            stopListening = relay.listen(this::wanted, this::arrived);
        }
        Subscription subscription = new Subscription(this, request, sink, history);
        subscriptions.put(subscription, request.follow() ? relay.reads(request.selection()) : () -> {});
        open.increment();
        if (draining) {
            subscription.drain();
            return subscription;
        }
        if (request.selection() instanceof Selection.Topics exact) {
            exact.topics().forEach(topic -> subscription.attach(live(topic)));
        } else if (request.selection() instanceof Selection.Prefix prefix) {
            prefixes.merge(prefix, 1, Integer::sum);
            topics.values().stream()
                    .filter(live -> prefix.matches(live.topic()))
                    .forEach(subscription::attach);
        }
        new Start(reader, request).resolve().onSuccess(subscription::begin).onFailure(subscription::end);
        return subscription;
    }

    /** Ends every subscription, those to come too, as the node goes away; completes when all sinks are closed. */
    public Future<Void> drain() {
        draining = true;
        all().forEach(Subscription::drain);
        Promise<Void> drained = Promise.promise();
        awaitEmpty(drained);
        return drained.future();
    }

    /** Stops listening and cancels the timers. */
    public void close() {
        stopListening();
        timers.forEach(vertx::cancelTimer);
    }

    String epoch() {
        return epoch;
    }

    /** A topic with readers; a new one gets those that subscribed to it by prefix. */
    LiveTopic live(Topic topic) {
        LiveTopic known = topics.get(topic);
        if (known != null) {
            return known;
        }
        LiveTopic live = new LiveTopic(topic);
        topics.put(topic, live);
        if (wantedByPrefix(topic)) {
            attachReadersByPrefix(live);
        }
        return live;
    }

    private void attachReadersByPrefix(LiveTopic live) {
        for (Subscription subscription : subscriptions.keySet()) {
            if (subscription.request().selection() instanceof Selection.Prefix prefix && prefix.matches(live.topic())) {
                subscription.attach(live);
            }
        }
    }

    /**
     * Learns that the journal holds records up to {@code offset}; if that is news, it is to all readers of the topic.
     */
    void extend(LiveTopic live, long offset) {
        if (live.extendTo(offset)) {
            tell(live);
        }
    }

    /** What the journal holds of the topics of these cursors. */
    Future<Map<Topic, Extent>> extents(Collection<Cursor> cursors) {
        return reader.journal().extents(cursors.stream().map(Cursor::topic).toList());
    }

    void detach(Cursor cursor) {
        cursor.live.detach(cursor);
        forgetIfUnread(cursor.live);
    }

    void closed(Subscription subscription) {
        Runnable stopReading = subscriptions.remove(subscription);
        if (stopReading != null) {
            stopReading.run();
            open.decrement();
            if (subscriptions.isEmpty()) {
                reader.forget();
                stopListening();
            }
            if (subscription.request().selection() instanceof Selection.Prefix prefix) {
                prefixes.computeIfPresent(prefix, (key, readers) -> readers == 1 ? null : readers - 1);
            }
        }
    }

    private void stopListening() {
        if (stopListening != null) {
            stopListening.run();
            stopListening = null;
        }
    }

    private void arrived(Block block) {
        if (!wanted(block.topic())) {
            return;
        }
        LiveTopic live = live(block.topic());
        LiveTopic.Change change = live.add(block);
        if (change == null) {
            return;
        }
        window.remove(change.left());
        change.came().forEach(came -> window.add(came, live));
        tell(live);
    }

    private void tell(LiveTopic live) {
        live.tellReaders();
        forgetIfUnread(live);
    }

    /** On any thread. */
    private boolean wanted(Topic topic) {
        return topics.containsKey(topic) || wantedByPrefix(topic);
    }

    private boolean wantedByPrefix(Topic topic) {
        return prefixes.keySet().stream().anyMatch(prefix -> prefix.matches(topic));
    }

    private void forgetIfUnread(LiveTopic live) {
        if (!live.hasReaders() && topics.remove(live.topic(), live)) {
            window.remove(live.clear());
        }
    }

    /** Finds records whose block the relay lost: the journal's tail is further than ours. One look at a time. */
    void checkTails() {
        if (checking) {
            unansweredMs += limits.tailCheckMs();
            endReadersOfALostJournal();
            return;
        }
        checking = true;
        List.copyOf(prefixes.keySet())
                .forEach(prefix -> reader.journal()
                        .topics(prefix.prefix())
                        .onSuccess(found -> found.stream().filter(this::wanted).forEach(this::live)));
        reader.journal().extents(List.copyOf(topics.keySet())).onComplete(extents -> {
            checking = false;
            endReadersOfAnotherHistory();
            if (extents.failed()) {
                unansweredMs += limits.tailCheckMs();
                endReadersOfALostJournal();
            } else {
                unansweredMs = 0;
                extents.result().forEach(this::extendTo);
            }
        });
    }

    private void extendTo(Topic topic, Extent extent) {
        LiveTopic live = topics.get(topic);
        if (live != null) {
            extend(live, extent.last());
        }
    }

    /** Positions of one history mean nothing in another: every reader is to come again and be told. */
    private void endReadersOfAnotherHistory() {
        if (!reader.journal().epoch().equals(epoch)) {
            epoch = reader.journal().epoch();
            reader.forget();
            List.copyOf(topics.values()).forEach(live -> window.remove(live.clear()));
            topics.clear();
            all().forEach(subscription -> subscription.end(new StreamError.HistoryChanged()));
        }
    }

    /** A stream that hears of nothing new is worse than none: another node may have a journal that answers. */
    private void endReadersOfALostJournal() {
        if (unansweredMs >= limits.journalLostMs()) {
            unansweredMs = 0;
            StreamError lost = new StreamError.JournalUnavailable("journal: does not answer");
            all().forEach(subscription -> subscription.end(lost));
        }
    }

    private List<Subscription> all() {
        return List.copyOf(subscriptions.keySet());
    }

    private void awaitEmpty(Promise<Void> drained) {
        if (subscriptions.isEmpty()) {
            drained.tryComplete();
        } else {
            vertx.setTimer(5, timer -> awaitEmpty(drained));
        }
    }
}
