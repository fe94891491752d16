package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.Cause;
import dev.yamabiko.proto.sync.v1.Change;
import dev.yamabiko.proto.sync.v1.Changes;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.service.fold.Command;
import java.util.ArrayList;
import java.util.List;

/** Does what is due in a collection by itself; answered with whether something was. For one time. */
final class UpkeepCommand implements Command<SharedMap, SyncEvent, Boolean> {

    /** Changes at a time: the rest is due when it comes to it the next time. */
    private static final int MOST = 5_000;

    private static final int CHANGES_OF_A_RECORD = 500;
    private static final int ENOUGH_BYTES = 64 << 10;

    private final String collection;
    private final Holders holders;
    private final boolean newest;
    private List<Change> due = List.of();

    /** {@code newest}: whether to look into the journal first. */
    UpkeepCommand(String collection, Holders holders, boolean newest) {
        this.collection = collection;
        this.holders = holders;
        this.newest = newest;
    }

    @Override
    public boolean wantsNewest() {
        return newest;
    }

    /** What this node does not know of is done by one that does. */
    @Override
    public boolean wantsProof() {
        return false;
    }

    @Override
    public List<SyncEvent> decide(SharedMap map, long now) {
        due = map.due(collection, now, holders, MOST);
        List<SyncEvent> records = new ArrayList<>();
        Changes.Builder together = Changes.newBuilder();
        int bytes = 0;
        for (Change change : due) {
            if (together.getChangesCount() >= CHANGES_OF_A_RECORD || bytes >= ENOUGH_BYTES) {
                records.add(record(together));
                together = Changes.newBuilder();
                bytes = 0;
            }
            together.addChanges(change);
            bytes += change.getSerializedSize();
        }
        if (together.getChangesCount() > 0) {
            records.add(record(together));
        }
        return records;
    }

    private SyncEvent record(Changes.Builder changes) {
        return SyncEvent.newBuilder()
                .setCollection(collection)
                .setChanges(changes)
                .build();
    }

    @Override
    public Boolean answer(SharedMap map, long offset) {
        due.stream()
                .filter(change -> change.getCause() == Cause.CAUSE_FOUND)
                .forEach(change -> holders.found(change.getHolder(), collection));
        return offset > 0;
    }
}
