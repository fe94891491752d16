package dev.yamabiko.cluster;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.stream.Gauges;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of a cluster: members, and whoever else is heard, each as it last said of itself. Thread-safe, but for
 * {@link #review}, which is for the context of {@link Peers}.
 */
final class ClusterNodes implements Nodes {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNodes.class);
    private static final String ADDRESS = "yamabiko.nodes";
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final Supplier<Node> self;
    private final Collection<Peer> peers;
    private final long silentMs;
    private final LongAdder silentGauge;
    private Map<String, Node> known = Map.of();

    /** {@code self} describes this node; {@code silentMs}: how long another may be quiet. */
    ClusterNodes(Vertx vertx, Supplier<Node> self, Collection<Peer> peers, long silentMs, Gauges gauges) {
        this.vertx = vertx;
        this.self = self;
        this.peers = peers;
        this.silentMs = silentMs;
        this.silentGauge = gauges.of("nodes_silent");
    }

    @Override
    public Node self() {
        return self.get();
    }

    @Override
    public List<Node> all() {
        return Stream.concat(Stream.of(self()), others())
                .sorted(Comparator.comparing(Node::id))
                .toList();
    }

    @Override
    public Runnable watch(Runnable changed) {
        MessageConsumer<String> consumer = vertx.eventBus().localConsumer(ADDRESS, message -> changed.run());
        return consumer::unregister;
    }

    /** Says in the log what has changed since it was called last, and tells who watches. */
    void review() {
        Map<String, Node> now = new TreeMap<>();
        others().forEach(node -> now.put(node.id(), node));
        Map<String, Node> before = known;
        known = now;
        now.values().forEach(node -> compare(before.get(node.id()), node));
        before.values().stream()
                .filter(node -> !now.containsKey(node.id()))
                .forEach(gone -> LOG.info("node left node={} address={}", gone.id(), gone.address()));
        silentGauge.add(silent(now) - silent(before));
        if (!outline(before).equals(outline(now))) {
            tell();
        }
    }

    /** Tells who watches that something has changed. */
    void tell() {
        vertx.eventBus().publish(ADDRESS, "changed", LOCAL);
    }

    private Stream<Node> others() {
        long now = Peers.now();
        return peers.stream().filter(peer -> peer.present(now, silentMs)).map(peer -> peer.node(now, silentMs));
    }

    private static void compare(@Nullable Node before, Node now) {
        if (before == null) {
            LOG.info("node joined node={} address={}", now.id(), now.address());
        } else if (now.state() == Node.State.SILENT && before.state() != Node.State.SILENT) {
            LOG.warn("node silent node={} address={}", now.id(), now.address());
        } else if (now.state() != before.state()) {
            LOG.info("node changed node={} state={}", now.id(), now.state());
        }
    }

    private static long silent(Map<String, Node> nodes) {
        return nodes.values().stream()
                .filter(node -> node.state() == Node.State.SILENT)
                .count();
    }

    private static List<List<Object>> outline(Map<String, Node> nodes) {
        return nodes.values().stream()
                .map(node -> List.<Object>of(node.id(), node.address(), node.version(), node.state()))
                .toList();
    }
}
