package dev.yamabiko.cluster;

import dev.yamabiko.config.ClusterConfig;
import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The talk between this node and each other one: signs of life every second, what each reads, and blocks. It goes on
 * for a while with a node that membership has lost, so a cut is healed as soon as a packet comes through. Starts once.
 *
 * <p>Runs on one context. {@link #relay}, and what returns a future or a collaborator, may be called on any.
 */
final class Peers {

    private static final long BEAT_MS = 1_000;
    private static final long CHANGES_MS = 20;
    private static final long ASK_AGAIN_MS = 200;
    private static final long LAST_WORDS_MS = 500;

    /** A longer cut is healed by membership, a few seconds after its end. */
    private static final long REMEMBERED_MS = 120_000;

    private final Context context;
    private final Membership membership;
    private final String id;
    private final String bus;
    private final Supplier<Node> self;
    private final ClusterConfig config;
    private final BiConsumer<Peer, Packet.Relayed> deliver;
    private final Post post;
    private final OwnInterests interests;
    private final ClusterNodes nodes;
    private final Receipts receipts;
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final AtomicBoolean changesDue = new AtomicBoolean();
    private final LongAdder blocksSent;
    private final LongAdder bytesSent;
    private final LongAdder blocksDropped;
    private long lastBeat;
    private long beat;

    /**
     * Nobody is talked to yet.
     *
     * @param self describes this node, whenever asked
     * @param deliver takes the blocks of other nodes, on the context
     */
    Peers(Cluster cluster, Supplier<Node> self, Gauges gauges, BiConsumer<Peer, Packet.Relayed> deliver) {
        this.context = cluster.vertx().getOrCreateContext();
        this.membership = cluster.membership();
        this.id = cluster.node();
        this.bus = cluster.bus();
        this.self = self;
        this.config = cluster.config();
        this.deliver = deliver;
        this.post = new Post(cluster.vertx(), id);
        this.interests = new OwnInterests(this::changesDue);
        this.nodes = new ClusterNodes(cluster.vertx(), self, peers.values(), config.silentMs(), gauges);
        this.receipts = new Receipts(
                context, peers.values(), (peer, taken) -> post.send(peer.id(), new Packet.Receipt(id, taken)));
        this.blocksSent = gauges.of("relay_blocks_sent");
        this.bytesSent = gauges.of("relay_bytes_sent");
        this.blocksDropped = gauges.of("relay_blocks_dropped");
    }

    /** Milliseconds of a clock that nobody sets. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    ClusterNodes nodes() {
        return nodes;
    }

    OwnInterests interests() {
        return interests;
    }

    Receipts receipts() {
        return receipts;
    }

    /** What is known of another node; null if nothing is. */
    @Nullable
    Peer peer(String node) {
        return peers.get(node);
    }

    /** Begins to talk; complete when others can reach this node. */
    Future<Void> start() {
        return onContext(v -> {
            membership.watch(() -> context.runOnContext(x -> follow()));
            lastBeat = now();
            beat = context.owner().setPeriodic(BEAT_MS, timer -> beat());
            return post.listen(this::received).onSuccess(listening -> beat());
        });
    }

    /** Sends a block to each node that reads its topic, as far as there is room. */
    void relay(Block block, String epoch) {
        for (Peer peer : peers.values()) {
            if (peer.hasLeft() || !peer.interests().reads(block.topic())) {
                continue;
            }
            long sent = peer.admit(block);
            if (sent < 0) {
                blocksDropped.increment();
            } else {
                post.send(peer.id(), new Packet.Relayed(id, epoch, sent, block));
                blocksSent.increment();
                bytesSent.add(block.info().bytes());
            }
        }
    }

    /** The other nodes that read a topic, by their ids. On any thread. */
    List<String> readers(Topic topic) {
        return peers.values().stream()
                .filter(peer -> !peer.hasLeft() && peer.interests().reads(topic))
                .map(Peer::id)
                .toList();
    }

    /** Tells everyone now how this node is; complete when they have been told, or cannot be. */
    Future<Void> announce() {
        nodes.tell();
        return toAll(this::heartbeat);
    }

    /** Says goodbye. */
    Future<Void> close() {
        return toAll(peer -> new Packet.Goodbye(id))
                .transform(said -> onContext(v -> {
                    membership.watch(() -> {});
                    context.owner().cancelTimer(beat);
                    return post.close();
                }));
    }

    private Future<Void> toAll(Function<Peer, Packet> words) {
        return onContext(v -> Future.join(peers.values().stream()
                                .filter(peer -> !peer.hasLeft())
                                .map(peer -> post.write(peer.id(), words.apply(peer)))
                                .toList())
                        .timeout(LAST_WORDS_MS, TimeUnit.MILLISECONDS)
                        .<Void>mapEmpty())
                .otherwiseEmpty();
    }

    private Future<Void> onContext(Function<Void, Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> action.apply(null).onComplete(done));
        return done.future();
    }

    private void beat() {
        long now = now();
        long late = now - lastBeat - BEAT_MS;
        lastBeat = now;
        if (late > BEAT_MS) {
            peers.values().forEach(peer -> peer.excuse(late));
        }
        follow();
        peers.values().forEach(this::greet);
    }

    /** Looks at who is a member. */
    private void follow() {
        long now = now();
        Map<String, String> members = membership.others();
        members.forEach((node, address) -> peers.computeIfAbsent(node, key -> peer(node, address, now)));
        for (Peer peer : List.copyOf(peers.values())) {
            peer.member(members.containsKey(peer.id()));
            if (!peer.isMember() && (peer.hasLeft() || peer.quietFor(now) > REMEMBERED_MS)) {
                peers.remove(peer.id());
                membership.forget(peer.id());
            }
        }
        nodes.review();
    }

    private Peer peer(String node, String address, long now) {
        return new Peer(node, address, config.relayBytes(), now);
    }

    private void greet(Peer peer) {
        if (!peer.hasLeft()) {
            post.send(peer.id(), heartbeat(peer));
        }
    }

    private Packet heartbeat(Peer peer) {
        return new Packet.Heartbeat(self.get(), bus, interests.digest(), peer.sent());
    }

    private void received(Packet packet) {
        long now = now();
        if (packet instanceof Packet.Heartbeat heartbeat && !packet.from().equals(id)) {
            membership.learn(packet.from(), heartbeat.bus());
            peers.computeIfAbsent(
                    packet.from(), node -> peer(node, heartbeat.node().address(), now));
        }
        Peer peer = peers.get(packet.from());
        if (peer == null) {
            return;
        }
        if (peer.heard(now, config.silentMs())) {
            greet(peer);
        }
        if (packet instanceof Packet.Relayed relayed) {
            deliver.accept(peer, relayed);
            peer.came(relayed.sent());
            receipts.due();
        } else if (packet instanceof Packet.Receipt receipt) {
            peer.acknowledged(receipt.taken());
        } else {
            learn(peer, packet, now);
        }
    }

    private void learn(Peer peer, Packet packet, long now) {
        boolean same = true;
        if (packet instanceof Packet.Heartbeat heartbeat) {
            peer.said(heartbeat.node());
            peer.came(heartbeat.sent());
            receipts.due();
            same = peer.interests().matches(heartbeat.reads());
            nodes.review();
        } else if (packet instanceof Packet.Changes changes) {
            same = peer.interests().apply(changes);
        } else if (packet instanceof Packet.Snapshot snapshot) {
            same = peer.interests().apply(snapshot);
        } else if (packet instanceof Packet.SnapshotWanted) {
            interests.snapshot(id).forEach(part -> post.send(peer.id(), part));
        } else if (packet instanceof Packet.Goodbye) {
            peer.leave();
            nodes.review();
        }
        if (!same && peer.mayAsk(now, ASK_AGAIN_MS)) {
            post.send(peer.id(), new Packet.SnapshotWanted(id));
        }
    }

    /** Changes are told together, the first of them soon. */
    private void changesDue() {
        if (changesDue.compareAndSet(false, true)) {
            context.runOnContext(v -> context.owner().setTimer(CHANGES_MS, timer -> tellChanges()));
        }
    }

    private void tellChanges() {
        changesDue.set(false);
        for (Packet changes : interests.changes(id)) {
            peers.values().stream().filter(peer -> !peer.hasLeft()).forEach(peer -> post.send(peer.id(), changes));
        }
    }
}
