package dev.yamabiko.service.sync;

import com.google.protobuf.Parser;
import dev.yamabiko.proto.sync.v1.CollectionState;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.service.fold.FoldKind;
import dev.yamabiko.service.fold.Snapshots;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;

/** Collections as folds, by their names: they begin with their last snapshot. Used on the context of the folds. */
record SharedMapKind(Snapshots<CollectionState> snapshots, Holders holders, int snapshotEvery)
        implements FoldKind<SharedMap, SyncEvent> {

    @Override
    public Topic topic(String collection) {
        return CollectionTopics.of(collection);
    }

    @Override
    public Parser<SyncEvent> parser() {
        return SyncEvent.parser();
    }

    @Override
    public Future<SharedMap> begin(String collection) {
        return snapshots.nearest(collection, Long.MAX_VALUE).map(SharedMap::of);
    }

    @Override
    public SharedMap draft(SharedMap map) {
        return map.layer();
    }

    /** The larger a collection, the rarer its snapshots, so that they cost no more than the changes themselves. */
    @Override
    public void kept(String collection, SharedMap map, SyncEvent record) {
        long every = (long) snapshotEvery * (1 + map.count() / snapshotEvery);
        if (map.last() % every == 0) {
            snapshots.keep(collection, map.state());
        }
    }

    @Override
    public Command<SharedMap, SyncEvent, ?> upkeep(String collection) {
        return new UpkeepCommand(collection, holders, false);
    }
}
