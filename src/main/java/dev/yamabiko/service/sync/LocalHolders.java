package dev.yamabiko.service.sync;

import dev.yamabiko.service.fold.Departures;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The calls of this node that may hold keys, and what it thinks of those of others. A holder is called by its node and
 * a number. Thread-safe.
 */
final class LocalHolders implements Holders {

    private final String node;
    private final Departures departures;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<String> here = ConcurrentHashMap.newKeySet();

    LocalHolders(String node, Departures departures) {
        this.node = node;
        this.departures = departures;
    }

    /** The name of a new call. */
    String begin() {
        String holder = node + "/" + numbers.incrementAndGet();
        here.add(holder);
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
            return here.contains(holder) ? Due.NOTHING : Due.RELEASED;
        }
        return departures.gone(where) ? Due.LOST : Due.NOTHING;
    }

    @Override
    public boolean holdsStill(String holder) {
        return here.contains(holder);
    }
}
