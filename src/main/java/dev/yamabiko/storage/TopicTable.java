package dev.yamabiko.storage;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a journal and how far each reaches, in memory. Written by the one thread that commits, after each
 * commit; read by any.
 */
final class TopicTable {

    /**
     * One topic, at one moment.
     *
     * @param id its key in the database
     * @param extent what is kept of it
     * @param grown encoded bytes appended minus bytes removed since the journal was opened
     */
    record Entry(Topic topic, long id, Extent extent, long grown) {

        Entry appended(Block block) {
            return new Entry(
                    topic,
                    id,
                    new Extent(extent.earliest(), block.last()),
                    grown + block.info().bytes());
        }

        Entry trimmed(long to, long bytes) {
            return new Entry(topic, id, new Extent(to + 1, extent.last()), grown - bytes);
        }
    }

    private final ConcurrentNavigableMap<String, Entry> entries = new ConcurrentSkipListMap<>();
    private final int maxTopics;
    private int size;
    private long lastId;

    TopicTable(int maxTopics) {
        this.maxTopics = maxTopics;
    }

    @Nullable
    Entry get(Topic topic) {
        return entries.get(topic.name());
    }

    /** A topic that was found before: none leaves. */
    Entry entry(Topic topic) {
        return Objects.requireNonNull(get(topic), topic::name);
    }

    Collection<Entry> all() {
        return entries.values();
    }

    Collection<Topic> startingWith(String prefix) {
        return entries.tailMap(prefix, true).values().stream()
                .map(Entry::topic)
                .takeWhile(topic -> topic.name().startsWith(prefix))
                .toList();
    }

    /** Takes in a topic that was found, or what has become of one. */
    void put(Entry entry) {
        if (entries.put(entry.topic().name(), entry) == null) {
            size++;
            lastId = Math.max(lastId, entry.id());
        }
    }

    /** Begins changes that nobody sees before they are committed. */
    Draft draft() {
        return new Draft();
    }

    /** What a transaction is about to change. Thrown away if it fails. */
    final class Draft {

        private final Map<Topic, Entry> changed = new HashMap<>();
        private int added;

        /** The topic as the transaction sees it; a new one with the next id; null if that would be one too many. */
        @Nullable
        Entry getOrAdd(Topic topic) {
            Entry known = changed.get(topic);
            if (known == null) {
                known = entries.get(topic.name());
            }
            if (known != null || size + added >= maxTopics) {
                return known;
            }
            return new Entry(topic, lastId + ++added, Extent.EMPTY, 0);
        }

        void put(Entry entry) {
            changed.put(entry.topic(), entry);
        }

        /** After the commit. */
        void publish() {
            changed.values().forEach(TopicTable.this::put);
        }
    }
}
