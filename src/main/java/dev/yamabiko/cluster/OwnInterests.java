package dev.yamabiko.cluster;

import dev.yamabiko.stream.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What this node reads, and what of it the others have been told. Readers come and go on any thread ({@link #add});
 * everything else is used on the context of {@link Peers}.
 */
final class OwnInterests {

    /** Interests in one packet, some 100 KB of names as long as they may be. */
    static final int PACKET = 1_000;

    /** Further ones are told to nobody: their readers find what is new by the journal's tail. */
    private static final int MOST = 200_000;

    private final Map<Interest, Integer> readers = new ConcurrentHashMap<>();
    private final Set<Interest> changed = ConcurrentHashMap.newKeySet();
    private final Runnable onChange;

    private final Set<Interest> told = new HashSet<>();
    private Digest digest = Digest.NONE;

    /** {@code onChange}: called on any thread when there is something to tell. */
    OwnInterests(Runnable onChange) {
        this.onChange = onChange;
    }

    /**
     * One more reader.
     *
     * @return takes it away again, once
     */
    Runnable add(Selection selection) {
        List<Interest> interests = Interest.of(selection);
        interests.forEach(interest -> count(interest, 1));
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                interests.forEach(interest -> count(interest, -1));
            }
        };
    }

    private void count(Interest interest, int by) {
        Integer now = readers.merge(interest, by, (some, more) -> some + more == 0 ? null : some + more);
        boolean cameOrWent = now == null || (by > 0 && now == 1);
        if (cameOrWent) {
            changed.add(interest);
            onChange.run();
        }
    }

    /** What came and went since it was asked last, in packets of bounded size; each makes a version. */
    List<Packet> changes(String node) {
        List<Packet> packets = new ArrayList<>();
        List<Interest> added = new ArrayList<>();
        List<Interest> removed = new ArrayList<>();
        for (Interest interest : List.copyOf(changed)) {
            changed.remove(interest);
            settle(interest, added, removed);
            if (added.size() + removed.size() >= PACKET) {
                packets.add(version(node, added, removed));
            }
        }
        if (added.size() + removed.size() > 0) {
            packets.add(version(node, added, removed));
        }
        return packets;
    }

    private void settle(Interest interest, List<Interest> added, List<Interest> removed) {
        boolean read = readers.containsKey(interest);
        if (read && told.size() < MOST && told.add(interest)) {
            digest = digest.with(interest);
            added.add(interest);
        } else if (!read && told.remove(interest)) {
            digest = digest.without(interest);
            removed.add(interest);
        }
    }

    private Packet version(String node, List<Interest> added, List<Interest> removed) {
        digest = digest.at(digest.version() + 1);
        Packet packet = new Packet.Changes(node, digest.version(), List.copyOf(added), List.copyOf(removed));
        added.clear();
        removed.clear();
        return packet;
    }

    /** Everything told so far, in packets of bounded size. */
    List<Packet> snapshot(String node) {
        List<Interest> all = List.copyOf(told);
        List<Packet> packets = new ArrayList<>();
        for (int from = 0; from == 0 || from < all.size(); from += PACKET) {
            int to = Math.min(from + PACKET, all.size());
            packets.add(new Packet.Snapshot(
                    node, digest.version(), packets.size(), to == all.size(), all.subList(from, to)));
        }
        return packets;
    }

    /** What a peer must know to mean the same. */
    Digest digest() {
        return digest;
    }
}
