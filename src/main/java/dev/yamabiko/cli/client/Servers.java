package dev.yamabiko.cli.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes that a client may call: those it was given, and those it has learned of. Calls go to one of them until that
 * one fails, then to another. Thread-safe.
 */
final class Servers {

    private static final int MOST_LEARNED = 100;

    private final List<ServerAddress> given;
    private List<ServerAddress> learned = List.of();
    private ServerAddress current;
    private int failedInARow;

    /** {@code given}: at least one, the first to call first. */
    Servers(List<ServerAddress> given) {
        this.given = List.copyOf(given);
        this.current = given.get(0);
    }

    /** The one to call now. */
    synchronized ServerAddress current() {
        return current;
    }

    /** What nodes say who is there; what was learned before is forgotten. */
    synchronized void learn(List<ServerAddress> nodes) {
        if (!nodes.isEmpty()) {
            learned = List.copyOf(nodes.subList(0, Math.min(MOST_LEARNED, nodes.size())));
        }
    }

    /** One has answered as it should. */
    synchronized void answered() {
        failedInARow = 0;
    }

    /**
     * One has failed: the next calls go to another, unless they do so already.
     *
     * @param instead where it sends its clients; empty: it does not say
     */
    synchronized void failed(ServerAddress server, List<ServerAddress> instead) {
        failedInARow++;
        learn(instead);
        if (!server.equals(current)) {
            return;
        }
        List<ServerAddress> ring = known();
        current = instead.stream()
                .filter(other -> !other.equals(server))
                .findFirst()
                .orElseGet(() -> ring.get((ring.indexOf(server) + 1) % ring.size()));
    }

    /** True when, since one has answered, as many calls have failed as there are nodes to call. */
    synchronized boolean exhausted() {
        return failedInARow >= known().size();
    }

    private List<ServerAddress> known() {
        Set<ServerAddress> all = new LinkedHashSet<>(given);
        all.addAll(learned);
        return new ArrayList<>(all);
    }
}
