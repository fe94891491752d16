package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.Entry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries by their keys, with those that will be over and those that are bound at hand. A layer over another table has
 * changes of its own and leaves that one as it is, which must not change as long as the layer is used. One thread.
 */
final class KeyTable {

    /** What a removed key has in a layer. */
    private static final Entry GONE = Entry.getDefaultInstance();

    private final @Nullable KeyTable below;
    private final Map<String, Entry> own = new HashMap<>();
    private final NavigableMap<Long, Set<String>> expiring = new TreeMap<>();
    private final Map<String, Set<String>> held = new HashMap<>();
    private int count;
    private long bytes;

    /** Without entries. */
    KeyTable() {
        this.below = null;
    }

    private KeyTable(KeyTable below) {
        this.below = below;
        this.count = below.count;
        this.bytes = below.bytes;
    }

    /** A table that begins as this one is. */
    KeyTable layer() {
        return new KeyTable(this);
    }

    /** Bytes that count for an entry. */
    static int bytes(Entry entry) {
        return entry.getKeyBytes().size() + entry.getValue().size();
    }

    @Nullable
    Entry get(String key) {
        Entry mine = own.get(key);
        if (mine != null) {
            return mine.getKey().isEmpty() ? null : mine;
        }
        return below == null ? null : below.get(key);
    }

    void put(Entry entry) {
        remove(entry.getKey());
        own.put(entry.getKey(), entry);
        count++;
        bytes += bytes(entry);
        if (entry.getExpiresAt() > 0) {
            expiring.computeIfAbsent(entry.getExpiresAt(), time -> new HashSet<>())
                    .add(entry.getKey());
        }
        if (!entry.getHolder().isEmpty()) {
            held.computeIfAbsent(entry.getHolder(), holder -> new HashSet<>()).add(entry.getKey());
        }
    }

    /** The entry it was; null: there was none. */
    @Nullable
    Entry remove(String key) {
        Entry was = get(key);
        if (was == null) {
            return null;
        }
        count--;
        bytes -= bytes(was);
        if (below == null) {
            own.remove(key);
        } else {
            own.put(key, GONE);
        }
        leave(expiring, was.getExpiresAt(), key);
        leave(held, was.getHolder(), key);
        return was;
    }

    private static <K> void leave(Map<K, Set<String>> index, K under, String key) {
        Set<String> keys = index.get(under);
        if (keys != null && keys.remove(key) && keys.isEmpty()) {
            index.remove(under);
        }
    }

    int count() {
        return count;
    }

    /** Bytes of all entries. */
    long bytes() {
        return bytes;
    }

    /** All entries; not of a layer. */
    Collection<Entry> all() {
        return own.values();
    }

    /** Entries whose time was over at a time, those first that were so first. */
    List<Entry> over(long now, int most) {
        List<Entry> over = below == null ? new ArrayList<>() : below.over(now, most);
        over.removeIf(this::isChanged);
        for (Set<String> keys : expiring.headMap(now, true).values()) {
            keys.stream().limit(most - over.size()).map(own::get).forEach(over::add);
        }
        return over;
    }

    /** Who holds entries. */
    Set<String> holders() {
        Set<String> holders = below == null ? new HashSet<>() : below.holders();
        holders.addAll(held.keySet());
        return holders;
    }

    /** Entries that are bound to somebody. */
    List<Entry> heldBy(String holder) {
        List<Entry> entries = below == null ? new ArrayList<>() : below.heldBy(holder);
        entries.removeIf(this::isChanged);
        held.getOrDefault(holder, Set.of()).stream().map(own::get).forEach(entries::add);
        return entries;
    }

    private boolean isChanged(Entry before) {
        Entry now = get(before.getKey());
        return now == null || now.getVersion() != before.getVersion();
    }
}
