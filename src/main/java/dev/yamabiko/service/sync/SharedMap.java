package dev.yamabiko.service.sync;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.sync.v1.Change;
import dev.yamabiko.proto.sync.v1.Changes;
import dev.yamabiko.proto.sync.v1.CollectionState;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.service.fold.Fold;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is in a collection: a fold of its topic. Keys that were lost with their node are remembered for a while, in case
 * it was not gone. A {@link #layer} takes in what may be appended, and leaves the map below as it is. Used by one
 * thread.
 */
final class SharedMap implements Fold<SyncEvent> {

    /** Lost keys that are remembered. */
    private static final int MOST_LOST = 1_024;

    private static final int MOST_LOST_BYTES = 1 << 20;

    private static final int OVERHEAD_BYTES = 1_024;
    private static final int ENTRY_OVERHEAD_BYTES = 256;

    private final boolean layered;
    private final Set<String> changed = new HashSet<>();
    private final KeyTable keys;
    private final DoneWrites done;
    private final Map<String, Entry> lost;
    private long lostBytes;
    private long last;

    private SharedMap(boolean layered, KeyTable keys, DoneWrites done, Map<String, Entry> lost, long last) {
        this.layered = layered;
        this.keys = keys;
        this.done = done;
        this.lost = lost;
        this.last = last;
    }

    /** As it was at a revision. */
    static SharedMap of(CollectionState state) {
        SharedMap map =
                new SharedMap(false, new KeyTable(), new DoneWrites(), new LinkedHashMap<>(), state.getRevision());
        state.getEntriesList().forEach(map.keys::put);
        state.getDoneList().forEach(write -> map.done.add(write.getClient(), write.getRequestId(), write.getVersion()));
        state.getLostList().forEach(map::lose);
        return map;
    }

    /** As it is, for a snapshot. */
    CollectionState state() {
        return CollectionState.newBuilder()
                .setRevision(last)
                .addAllEntries(keys.all())
                .addAllDone(done.all())
                .addAllLost(lost.values())
                .build();
    }

    /** A map that begins as this one is. */
    SharedMap layer() {
        return new SharedMap(true, keys.layer(), done.layer(), lost, last);
    }

    @Override
    public void replay(long offset, SyncEvent record) {
        last = offset;
        Changes changes = record.getChanges();
        changes.getChangesList().forEach(change -> replay(offset, change));
        if (!changes.getClient().isEmpty()) {
            done.add(changes.getClient(), changes.getRequestId(), offset);
        }
    }

    private void replay(long offset, Change change) {
        Entry was = keys.remove(change.getKey());
        find(change.getKey());
        switch (change.getCause()) {
            case CAUSE_SET, CAUSE_FOUND -> keys.put(entry(offset, change));
            case CAUSE_LOST -> lose(was);
            default -> {
                // it is gone for good
            }
        }
    }

    private static Entry entry(long version, Change change) {
        return Entry.newBuilder()
                .setKey(change.getKey())
                .setValue(change.getValue())
                .setVersion(version)
                .setExpiresAt(change.getExpiresAt())
                .setHolder(change.getHolder())
                .build();
    }

    private void lose(@Nullable Entry entry) {
        if (entry == null || layered) {
            return;
        }
        lost.put(entry.getKey(), entry);
        lostBytes += KeyTable.bytes(entry);
        while (lost.size() > MOST_LOST || lostBytes > MOST_LOST_BYTES) {
            find(lost.keySet().iterator().next());
        }
    }

    private void find(String key) {
        if (layered) {
            changed.add(key);
            return;
        }
        Entry found = lost.remove(key);
        lostBytes -= found == null ? 0 : KeyTable.bytes(found);
    }

    /** A hole in the history leaves what is known as it is. */
    @Override
    public void trim(long earliest) {
        last = Math.max(last, earliest - 1);
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public int weight() {
        return Math.toIntExact(OVERHEAD_BYTES + keys.bytes() + lostBytes + (long) ENTRY_OVERHEAD_BYTES * keys.count());
    }

    /** How many keys there are, those that are over but not removed yet included. */
    int count() {
        return keys.count();
    }

    /** Bytes of all keys and values. */
    long bytes() {
        return keys.bytes();
    }

    /** What a key is; null: it is not there, or over. */
    @Nullable
    Entry get(String key, long now) {
        Entry entry = keys.get(key);
        return entry == null || isOver(entry, now) ? null : entry;
    }

    /** What a key was before it is set; null: it is not there. Also one that is over takes room. */
    @Nullable
    Entry replaced(String key) {
        return keys.get(key);
    }

    /** All that is there; not of a layer. */
    List<Entry> all(long now) {
        return keys.all().stream().filter(entry -> !isOver(entry, now)).toList();
    }

    /** Where a write was done before; null: nobody knows of it. */
    @Nullable
    Long doneBefore(ByteString client, long request) {
        return client.isEmpty() ? null : done.version(client, request);
    }

    /** True if something is bound to one who holds keys. */
    boolean holds(String holder) {
        return !keys.heldBy(holder).isEmpty();
    }

    /** What becomes due by itself, the first so many changes of it. */
    List<Change> due(String collection, long now, Holders holders, int most) {
        List<Change> due = new ArrayList<>();
        keys.over(now, most).forEach(entry -> due.add(Due.EXPIRED.change(entry)));
        for (String holder : keys.holders()) {
            Due why = holders.judge(holder);
            if (why != Due.NOTHING) {
                keys.heldBy(holder).stream()
                        .filter(entry -> !isOver(entry, now))
                        .forEach(entry -> due.add(why.change(entry)));
            }
        }
        for (Entry entry : lost.values()) {
            boolean missing = keys.get(entry.getKey()) == null && !changed.contains(entry.getKey());
            if (missing && !isOver(entry, now) && holders.holdsStill(entry.getHolder(), collection)) {
                due.add(Due.FOUND.change(entry));
            }
        }
        return due.size() <= most ? due : due.subList(0, most);
    }

    private static boolean isOver(Entry entry, long now) {
        return entry.getExpiresAt() > 0 && entry.getExpiresAt() <= now;
    }
}
