package dev.yamabiko.service.fold;

import com.google.protobuf.MessageLite;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The folds of one kind, as far as this node has to do with them. It remembers those used last, within a bound; any of
 * them can be read again from the journal. Those {@link #use in use} stay, hear at once of what other nodes append, and
 * have their {@link FoldKind#upkeep upkeep}.
 *
 * <p>May be called on any thread; futures complete on the caller's context. The folds are used on one event loop.
 *
 * @param <F> the folds
 * @param <R> what their records are
 */
public final class Folds<F extends Fold<R>, R extends MessageLite> {

    /** How often folds in use are compared with the journal, and have their upkeep. */
    public static final long UPKEEP_MS = 1_000;

    /** What a fold costs besides its weight. */
    private static final int DESK_WEIGHT = 8;

    private final Context context;
    private final Footing footing;
    private final FoldKind<F, R> kind;
    private final FoldBounds bounds;
    private final FoldGauges gauges;
    private final Map<String, Desk<F, R>> idle = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Used<F, R>> used = new HashMap<>();
    private final Map<Topic, Desk<F, R>> heard = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private long weight;
    private Runnable stopListening = () -> {};
    private long timer = -1;
    private boolean comparing;
    private final Set<String> underUpkeep = new HashSet<>();

    /** A desk with users. */
    private record Used<F extends Fold<R>, R extends MessageLite>(
            Desk<F, R> desk, Runnable stopReading, AtomicInteger users) {}

    /** None is remembered yet. */
    public Folds(Footing footing, FoldKind<F, R> kind, FoldBounds bounds, Gauges gauges) {
        this.context = footing.vertx().getOrCreateContext();
        this.footing = footing;
        this.kind = kind;
        this.bounds = bounds;
        this.gauges = FoldGauges.in(gauges, bounds.area());
    }

    /**
     * Does something with a fold, after what was asked before. Fails with what {@link Command#decide} throws, with what
     * the journal says, or with {@link dev.yamabiko.stream.StreamError.LimitReached} where too many wait.
     */
    public <A> Future<A> run(String id, Command<F, R, A> command) {
        if (waiting.incrementAndGet() > bounds.waiting()) {
            waiting.decrementAndGet();
            return Future.failedFuture(bounds.tooManyWait());
        }
        return elsewhere(() -> runHere(id, command)).onComplete(done -> waiting.decrementAndGet());
    }

    /**
     * Keeps a fold in memory, as new as it can be, until told otherwise. Whoever uses folds bounds their number.
     *
     * @return ends it; may be run more than once
     */
    public Runnable use(String id) {
        context.runOnContext(v -> beginUse(id));
        AtomicBoolean over = new AtomicBoolean();
        return () -> {
            if (over.compareAndSet(false, true)) {
                context.runOnContext(v -> endUse(id));
            }
        };
    }

    private <A> Future<A> runHere(String id, Command<F, R, A> command) {
        Desk<F, R> desk = desk(id);
        return desk.run(command).onComplete(done -> {
            weigh(desk.grown());
            forget();
        });
    }

    private Desk<F, R> desk(String id) {
        Used<F, R> inUse = used.get(id);
        Desk<F, R> known = inUse == null ? idle.get(id) : inUse.desk();
        if (known != null) {
            return known;
        }
        Desk<F, R> desk = new Desk<>(id, kind, footing, gauges);
        idle.put(id, desk);
        weigh(DESK_WEIGHT);
        return desk;
    }

    private void beginUse(String id) {
        Used<F, R> known = used.get(id);
        if (known != null) {
            known.users().incrementAndGet();
            return;
        }
        Desk<F, R> desk = desk(id);
        idle.remove(id);
        Topic topic = kind.topic(id);
        Runnable stopReading = footing.relay().reads(new Selection.Topics(Set.of(topic)));
        used.put(id, new Used<>(desk, stopReading, new AtomicInteger(1)));
        heard.put(topic, desk);
        if (used.size() == 1) {
            stopListening = footing.relay().listen(heard::containsKey, this::arrived);
            timer = footing.vertx().setPeriodic(UPKEEP_MS, tick -> upkeep());
        }
    }

    private void endUse(String id) {
        Used<F, R> known = used.get(id);
        if (known == null || known.users().decrementAndGet() > 0) {
            return;
        }
        known.stopReading().run();
        used.remove(id);
        heard.remove(kind.topic(id));
        idle.put(id, known.desk());
        forget();
        if (used.isEmpty()) {
            stopListening.run();
            footing.vertx().cancelTimer(timer);
        }
    }

    private void arrived(Block block) {
        Desk<F, R> desk = heard.get(block.topic());
        if (desk != null) {
            desk.arrived(block);
            weigh(desk.grown());
        }
    }

    /** The relay may have lost what came last. */
    private void upkeep() {
        if (comparing) {
            return;
        }
        comparing = true;
        footing.journal().extents(List.copyOf(heard.keySet())).onComplete(extents -> {
            comparing = false;
            if (extents.succeeded()) {
                extents.result().forEach(this::heardOf);
                List.copyOf(used.keySet()).forEach(this::upkeep);
            }
        });
    }

    private void heardOf(Topic topic, Extent extent) {
        Desk<F, R> desk = heard.get(topic);
        if (desk != null) {
            desk.heardOf(extent);
        }
    }

    private void upkeep(String id) {
        Command<F, R, ?> command = kind.upkeep(id);
        if (command != null && underUpkeep.add(id)) {
            runHere(id, command).onComplete(done -> underUpkeep.remove(id));
        }
    }

    private void weigh(int more) {
        weight += more;
        gauges.remembered().add(more);
    }

    /** Those used longest ago, until what is left is within the bound. */
    private void forget() {
        Iterator<Desk<F, R>> oldest = idle.values().iterator();
        while (weight > bounds.remembered() && oldest.hasNext()) {
            Desk<F, R> desk = oldest.next();
            if (!desk.idle()) {
                return;
            }
            oldest.remove();
            weigh(-desk.weighed() - DESK_WEIGHT);
        }
    }

    /** Runs on the one event loop, and answers on that of the caller. */
    private <A> Future<A> elsewhere(Supplier<Future<A>> work) {
        Context caller = footing.vertx().getOrCreateContext();
        Promise<A> answer = Promise.promise();
        context.runOnContext(v -> work.get().onComplete(done -> caller.runOnContext(w -> answer.handle(done))));
        return answer.future();
    }
}
