package dev.yamabiko.cluster;

import dev.yamabiko.stream.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What another node reads, as far as it was told here. Changed on the context of {@link Peers}; {@link #reads} may be
 * asked on any thread.
 */
final class PeerInterests {

    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final List<String> prefixes = new CopyOnWriteArrayList<>();
    private final Set<Interest> coming = new HashSet<>();
    private int nextPart;
    private Digest known = Digest.NONE;

    /** True if the node has readers of the topic. */
    boolean reads(Topic topic) {
        if (topics.contains(topic.name())) {
            return true;
        }
        for (String prefix : prefixes) {
            if (topic.name().startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes in what came and went.
     *
     * @return false if something before it was lost: a snapshot is needed
     */
    boolean apply(Packet.Changes changes) {
        if (changes.version() <= known.version()) {
            return true;
        }
        if (changes.version() != known.version() + 1) {
            return false;
        }
        changes.removed().forEach(this::remove);
        changes.added().forEach(this::add);
        known = known.at(changes.version());
        return true;
    }

    /**
     * Takes in a part of a snapshot; the last one replaces everything.
     *
     * @return false if a part was lost: another snapshot is needed
     */
    boolean apply(Packet.Snapshot snapshot) {
        if (snapshot.part() == 0) {
            coming.clear();
        } else if (snapshot.part() != nextPart) {
            return false;
        }
        nextPart = snapshot.part() + 1;
        coming.addAll(snapshot.interests());
        if (snapshot.last()) {
            replace();
            known = known.at(snapshot.version());
        }
        return true;
    }

    /** True if this is what the node says it reads. */
    boolean matches(Digest said) {
        return known.equals(said);
    }

    private void replace() {
        coming.forEach(this::add);
        List.copyOf(topics).stream()
                .map(name -> new Interest(name, false))
                .filter(interest -> !coming.contains(interest))
                .forEach(this::remove);
        List.copyOf(prefixes).stream()
                .map(name -> new Interest(name, true))
                .filter(interest -> !coming.contains(interest))
                .forEach(this::remove);
        coming.clear();
        nextPart = 0;
    }

    private void add(Interest interest) {
        boolean isNew = interest.prefix() ? addPrefix(interest.name()) : topics.add(interest.name());
        if (isNew) {
            known = known.with(interest);
        }
    }

    private void remove(Interest interest) {
        boolean wasThere = interest.prefix() ? prefixes.remove(interest.name()) : topics.remove(interest.name());
        if (wasThere) {
            known = known.without(interest);
        }
    }

    private boolean addPrefix(String prefix) {
        return !prefixes.contains(prefix) && prefixes.add(prefix);
    }
}
