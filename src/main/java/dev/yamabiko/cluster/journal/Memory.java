package dev.yamabiko.cluster.journal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What this node has seen of each topic in the present epoch, at most so many topics. Thread-safe. */
final class Memory {

    private final Map<String, Known> topics = new ConcurrentHashMap<>();
    private final Supplier<String> epoch;
    private final int maxTopics;

    Memory(Supplier<String> epoch, int maxTopics) {
        this.epoch = epoch;
        this.maxTopics = maxTopics;
    }

    Known of(String topic) {
        return topics.getOrDefault(topic, new Known(epoch.get(), "", 0, false));
    }

    /** Whether a topic may begin; if so, it counts from now on. */
    boolean admit(String topic) {
        if (topics.size() >= maxTopics && !topics.containsKey(topic)) {
            return false;
        }
        topics.putIfAbsent(topic, of(topic));
        return true;
    }

    int maxTopics() {
        return maxTopics;
    }

    /** Owner and backup have the same, up to here. */
    void saw(String topic, Known before, String incarnation, long held) {
        if (before.epoch().equals(epoch.get())) {
            topics.merge(
                    topic,
                    new Known(before.epoch(), incarnation, held, false),
                    (old, now) -> old.incarnation().equals(incarnation) && old.held() > held
                            ? new Known(now.epoch(), incarnation, old.held(), false)
                            : now);
        }
    }

    /** Nobody knows whether owner and backup have the same. */
    void suspect(String topic) {
        Known known = of(topic);
        topics.merge(
                topic,
                new Known(known.epoch(), "", 0, true),
                (old, now) -> new Known(old.epoch(), old.incarnation(), old.held(), true));
    }

    /** All topics there are; those that are not, and were never seen, count no more. */
    void list(Set<String> existing) {
        topics.entrySet()
                .removeIf(entry -> entry.getValue().incarnation().isEmpty() && !existing.contains(entry.getKey()));
        existing.forEach(topic -> topics.putIfAbsent(topic, of(topic)));
    }

    /** Another history. */
    void forget() {
        topics.clear();
    }
}
