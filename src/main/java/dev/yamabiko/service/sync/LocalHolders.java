package dev.yamabiko.service.sync;

import dev.yamabiko.service.fold.Departures;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls of this node that may hold keys, and what it thinks of those of others. A holder is called by its node and
 * a number. Where others think that this node is gone, and it is not, they would go on to remove what it goes on to
 * set: so it does that once, and again when something has changed. Thread-safe.
 */
final class LocalHolders implements Holders {

    private final String node;
    private final Departures departures;
    private final AtomicLong numbers = new AtomicLong();

    /** Holder to the collections in which its keys were found again, with {@link Departures#returns} then. */
    private final Map<String, Map<String, Long>> here = new ConcurrentHashMap<>();

    LocalHolders(String node, Departures departures) {
        this.node = node;
        this.departures = departures;
    }

    /** The name of a new call. */
    String begin() {
        String holder = node + "/" + numbers.incrementAndGet();
        here.put(holder, new ConcurrentHashMap<>(0));
        return holder;
    }

    /** The call is over. */
    void end(String holder) {
        here.remove(holder);
    }

    @Override
    public Due judge(String holder) {
        String where = holder.substring(0, Math.max(0, holder.lastIndexOf('/')));
        if (where.equals(node)) {
            return here.containsKey(holder) ? Due.NOTHING : Due.RELEASED;
        }
        return departures.gone(where) ? Due.LOST : Due.NOTHING;
    }

    @Override
    public boolean holdsStill(String holder, String collection) {
        Map<String, Long> found = here.get(holder);
        return found != null && found.getOrDefault(collection, -1L) != departures.returns();
    }

    @Override
    public void found(String holder, String collection) {
        here.computeIfPresent(holder, (key, found) -> {
            found.put(collection, departures.returns());
            return found;
        });
    }
}
