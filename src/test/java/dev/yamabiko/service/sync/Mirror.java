package dev.yamabiko.service.sync;

import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.sync.v1.Change;
import dev.yamabiko.proto.sync.v1.Entries;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import java.util.Map;
import java.util.TreeMap;

/**
 * A collection as one who watches it knows it. It is strict: changes are gapless and in order, and a snapshot has each
 * key once. Thread-safe.
 */
public final class Mirror {

    private final String collection;
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, Entry> coming = new TreeMap<>();
    private long revision = -1;
    private int snapshots;
    private String fault = "";

    public Mirror(String collection) {
        this.collection = collection;
    }

    /** Takes in an event about the collection. */
    public synchronized void take(SyncEvent event) {
        if (event.hasEntries()) {
            take(event.getEntries());
        } else if (event.hasChanges()) {
            require(event.getOffset() == revision + 1, "change " + event.getOffset() + " after " + revision);
            revision = event.getOffset();
            event.getChanges().getChangesList().forEach(this::take);
        }
    }

    private void take(Entries part) {
        if (part.getFirst()) {
            coming.clear();
        }
        part.getEntriesList()
                .forEach(entry -> require(coming.put(entry.getKey(), entry) == null, "twice " + entry.getKey()));
        if (part.getLast()) {
            require(part.getRevision() >= revision, "snapshot " + part.getRevision() + " after " + revision);
            revision = part.getRevision();
            entries.clear();
            entries.putAll(coming);
            snapshots++;
        }
    }

    private void take(Change change) {
        switch (change.getCause()) {
            case CAUSE_SET, CAUSE_FOUND ->
                entries.put(
                        change.getKey(),
                        Entry.newBuilder()
                                .setKey(change.getKey())
                                .setValue(change.getValue())
                                .setVersion(revision)
                                .setExpiresAt(change.getExpiresAt())
                                .setHolder(change.getHolder())
                                .build());
            default -> entries.remove(change.getKey());
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds && fault.isEmpty()) {
            fault = otherwise;
        }
    }

    /** What was wrong first; empty: nothing. */
    public synchronized String fault() {
        return fault;
    }

    /** All entries, by key. */
    public synchronized Map<String, Entry> entries() {
        return new TreeMap<>(entries);
    }

    /** All values, by key. */
    public synchronized Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        entries.forEach((key, entry) -> values.put(key, entry.getValue().toStringUtf8()));
        return values;
    }

    /** Of what is known; -1: nothing is. */
    public synchronized long revision() {
        return revision;
    }

    /** How often all of it was told. */
    public synchronized int snapshots() {
        return snapshots;
    }

    /** Where the next watch goes on. */
    public synchronized Resume resume() {
        return revision < 0
                ? Resume.getDefaultInstance()
                : Resume.newBuilder()
                        .putAfter("collections/" + collection, revision)
                        .build();
    }
}
