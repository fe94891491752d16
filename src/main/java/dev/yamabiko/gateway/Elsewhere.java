package dev.yamabiko.gateway;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where clients go on that cannot go on here, and when: the other nodes that take calls, and a time of return for each
 * client, spread evenly so that they do not come all at once. Thread-safe.
 *
 * @param nodes of the hub
 * @param windowMs over which clients that are sent away together come back
 * @param random spreads them, over time and over nodes
 */
record Elsewhere(Nodes nodes, int windowMs, RandomGenerator random) {

    /** Together with all other details, this has to fit into 8 KiB of headers. */
    private static final int MAX_BYTES = 1_024;

    /** Addresses, {@code host:port}, joined by commas, beginning with any of them; empty: there is no other node. */
    String addresses() {
        String self = nodes.self().id();
        List<String> others = new ArrayList<>(nodes.all().stream()
                .filter(node -> node.state() == Node.State.SERVING)
                .filter(node -> !node.id().equals(self))
                .map(Node::address)
                .toList());
        StringBuilder joined = new StringBuilder();
        while (!others.isEmpty()) {
            String next = others.remove(random.nextInt(others.size()));
            if (joined.length() + next.length() < MAX_BYTES) {
                joined.append(joined.isEmpty() ? "" : ",").append(next);
            }
        }
        return joined.toString();
    }

    /** Milliseconds after which one client is to come back. */
    int returnMs() {
        return random.nextInt(windowMs);
    }
}
