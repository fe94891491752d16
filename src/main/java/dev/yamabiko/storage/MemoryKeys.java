package dev.yamabiko.storage;

import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.KeyedRecords;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The idempotency keys of one topic in memory, least recently used first. Used by one thread at a time. */
final class MemoryKeys {

    private final Map<String, Used> keys = new LinkedHashMap<>();

    KeyedRecords find(IdempotencyKey key) {
        Used used = keys.get(key.value());
        return used == null ? KeyedRecords.NONE : used.kept();
    }

    void put(IdempotencyKey key, KeyedRecords kept, long now) {
        keys.remove(key.value());
        keys.put(key.value(), new Used(kept, now));
    }

    /** Removes those last used before a time, and all but the newest; the number removed. */
    int forget(long before, int newest) {
        int forgotten = 0;
        Iterator<Used> oldest = keys.values().iterator();
        while (oldest.hasNext() && (oldest.next().at() < before || keys.size() > newest)) {
            oldest.remove();
            forgotten++;
        }
        return forgotten;
    }

    private record Used(KeyedRecords kept, long at) {}
}
