package dev.yamabiko.cluster;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries blocks to the event loops of this process by reference, and once to each other node that reads their topic.
 * What does not come through is found in the journal. Starts once, with the journal open. Thread-safe, as {@link Relay}
 * says.
 */
public final class ClusterRelay implements Relay {

    private final Vertx vertx;
    private final LocalRelay local;
    private final Peers peers;
    private final Supplier<String> epoch;
    private final boolean journalApart;
    private final LongAdder received;
    private final LongAdder foreign;

    /**
     * Talks to nobody yet.
     *
     * @param self describes this node, whenever asked
     * @param epoch of this node's journal: blocks of another history are dropped
     * @param journalApart whether the journal is kept outside the members, so that a node which membership has lost
     *     still writes the same history; else its blocks are dropped, because it may write another one
     */
    public ClusterRelay(
            Cluster cluster, Supplier<Node> self, Supplier<String> epoch, boolean journalApart, Gauges gauges) {
        this.vertx = cluster.vertx();
        this.local = new LocalRelay(vertx);
        this.peers = new Peers(cluster, self, gauges, this::arrived);
        this.epoch = epoch;
        this.journalApart = journalApart;
        this.received = gauges.of("relay_blocks_received");
        this.foreign = gauges.of("relay_blocks_foreign");
    }

    /** Begins to talk to the other nodes. */
    public Future<Void> start() {
        return peers.start();
    }

    /** The nodes of the cluster. */
    public Nodes nodes() {
        return peers.nodes();
    }

    /** Tells the other nodes at once how this one is; complete when they have been told, or cannot be. */
    public Future<Void> announce() {
        return peers.announce();
    }

    /** Says goodbye to the other nodes. */
    public Future<Void> close() {
        return peers.close();
    }

    @Override
    public void publish(Block block) {
        local.publish(block);
        peers.relay(block, epoch.get());
    }

    @Override
    public Runnable reads(Selection selection) {
        Runnable here = local.reads(selection);
        Runnable told = peers.interests().add(selection);
        return () -> {
            here.run();
            told.run();
        };
    }

    @Override
    public Set<String> readers(Topic topic) {
        Set<String> readers = new HashSet<>(local.readers(topic));
        readers.addAll(peers.readers(topic));
        return readers;
    }

    @Override
    public Runnable listen(Predicate<Topic> wanted, Handler<Block> reader) {
        return withReceipts(local.listen(wanted, reader));
    }

    @Override
    public Runnable listenLatest(Handler<Block> reader) {
        return withReceipts(local.listenLatest(reader));
    }

    /** The caller's context takes blocks, until both ends. */
    private Runnable withReceipts(Runnable stopListening) {
        Runnable stopReceipts = peers.receipts().reader(vertx.getOrCreateContext());
        return () -> {
            stopListening.run();
            stopReceipts.run();
        };
    }

    /** What is known of another node; null if nothing is. */
    @Nullable
    Peer peer(String node) {
        return peers.peer(node);
    }

    private void arrived(Peer peer, Packet.Relayed relayed) {
        boolean ofThisHistory = relayed.epoch().equals(epoch.get()) && (journalApart || peer.isMember());
        if (relayed.block().topic().isLatest() || ofThisHistory) {
            received.increment();
            local.publish(relayed.block());
        } else {
            foreign.increment();
        }
    }
}
