package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.CollectionState;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.fold.Departures;
import dev.yamabiko.service.fold.FoldBounds;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.fold.Look;
import dev.yamabiko.service.fold.Snapshots;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * The collections, as far as this node has to do with them: what is done with them, and who holds keys.
 *
 * <p>May be called on any thread; futures complete on the caller's context.
 */
public final class SharedMaps {

    /** How long a collection is looked after when the call that held keys is over: an append may be late. */
    private static final long LINGER_MS = 10_000;

    private final Footing footing;
    private final SyncLimits limits;
    private final LocalHolders holders;
    private final Folds<SharedMap, SyncEvent> folds;
    private final LongAdder writes;
    private final LongAdder watches;

    /**
     * None is remembered yet.
     *
     * @param node this one
     * @param departures which others are gone
     * @param rememberedBytes of the collections that this node may have in memory
     * @param waiting requests that may wait for their turn
     */
    public SharedMaps(
            Footing footing,
            String node,
            Departures departures,
            SyncLimits limits,
            long rememberedBytes,
            int waiting,
            Gauges gauges) {
        this.footing = footing;
        this.limits = limits;
        this.holders = new LocalHolders(node, departures);
        Snapshots<CollectionState> snapshots = new Snapshots<>(
                footing,
                CollectionTopics::snapshots,
                CollectionState.parser(),
                CollectionState::getRevision,
                CollectionState.getDefaultInstance());
        SharedMapKind kind = new SharedMapKind(snapshots, holders, limits.snapshotEvery());
        this.folds = new Folds<>(footing, kind, new FoldBounds("sync", rememberedBytes, waiting), gauges);
        this.writes = gauges.of("sync_writes");
        this.watches = gauges.of("sync_watches");
    }

    SyncLimits limits() {
        return limits;
    }

    /** Identity of the history that revisions belong to. */
    String epoch() {
        return footing.journal().epoch();
    }

    LongAdder watches() {
        return watches;
    }

    /** Sets or deletes a key; the request is checked. {@code holder}: the call that it comes from, or nobody. */
    Future<Reply> write(SyncRequest request, String holder) {
        return folds.run(request.getCollection(), new WriteCommand(request, holder, limits))
                .onSuccess(reply -> writes.add(reply.getReason().isEmpty() ? 1 : 0));
    }

    /** Reads a key; version 0: it is not there. */
    Future<Entry> get(String collection, String key) {
        return folds.run(
                collection,
                new Look<>((map, now) -> Objects.requireNonNullElse(map.get(key, now), Entry.getDefaultInstance())));
    }

    /** Reads all of a collection. */
    Future<SharedMapView> view(String collection) {
        String epoch = epoch();
        return folds.run(collection, new Look<>((map, now) -> new SharedMapView(epoch, map.last(), map.all(now))));
    }

    /** The revision of a collection. */
    Future<Long> revision(String collection) {
        return folds.run(collection, new Look<>((map, now) -> map.last()));
    }

    /** Looks after a collection until told otherwise. */
    Runnable use(String collection) {
        return folds.use(collection);
    }

    /** A new call that may hold keys. */
    String beginHolder() {
        return holders.begin();
    }

    /**
     * The call is over: what it holds in these collections is removed.
     *
     * @param held each with what ends its use
     */
    void endHolder(String holder, List<Held> held) {
        holders.end(holder);
        held.forEach(collection -> release(holder, collection));
    }

    /** A collection in which a call may hold keys, and what ends its use. */
    record Held(String collection, Runnable endUse) {}

    private void release(String holder, Held held) {
        folds.run(held.collection(), new UpkeepCommand(held.collection(), holders, true));
        footing.vertx()
                .setTimer(
                        LINGER_MS,
                        timer -> folds.run(
                                        held.collection(),
                                        new Look<SharedMap, SyncEvent, Boolean>((map, now) -> map.holds(holder)))
                                .otherwise(true)
                                .onSuccess(holds -> {
                                    if (holds) {
                                        release(holder, held);
                                    } else {
                                        held.endUse().run();
                                    }
                                }));
    }
}
