package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.KeyedRecords;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The idempotency keys of one topic, least recently used first. Used by the thread of its partition only. */
final class KeyTable {

    private final Map<String, Used> keys = new LinkedHashMap<>();

    KeyedRecords find(IdempotencyKey key) {
        Used used = keys.get(key.value());
        return used == null ? KeyedRecords.NONE : used.kept();
    }

    /** Makes it the most recently used; beyond {@code most}, the least recently used is forgotten. */
    void put(Used used, int most) {
        keys.remove(used.key());
        keys.put(used.key(), used);
        if (keys.size() > most) {
            forget(Long.MIN_VALUE, most);
        }
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

    void write(ObjectDataOutput out) throws IOException {
        out.writeInt(keys.size());
        for (Used used : keys.values()) {
            used.write(out);
        }
    }

    void read(ObjectDataInput in) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            put(Used.read(in), Integer.MAX_VALUE);
        }
    }

    /**
     * A key and what is kept under it.
     *
     * @param at when it was last used, milliseconds since the epoch
     */
    record Used(String key, KeyedRecords kept, long at) {

        void write(ObjectDataOutput out) throws IOException {
            out.writeString(key);
            out.writeLong(kept.count());
            out.writeLong(kept.last());
            out.writeLong(at);
        }

        static Used read(ObjectDataInput in) throws IOException {
            return new Used(Wire.text(in), new KeyedRecords(in.readLong(), in.readLong()), in.readLong());
        }
    }
}
