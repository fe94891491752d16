package dev.yamabiko.cluster;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.ClusterConfig;
import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Records;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.transport.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A node without journal and gateway: a real member, its relay, and what arrives there. Used by one thread. */
final class TestNode implements AutoCloseable {

    static final String EPOCH = "one";

    /** An event bus that is not encrypted. */
    static final ClusterConfig.Tls PLAIN = new ClusterConfig.Tls("", "", "");

    final String id;
    final Gauges gauges = new Gauges();
    final List<Block> arrived = new CopyOnWriteArrayList<>();
    final Cluster cluster;
    final ClusterRelay relay;
    private final Context readers;
    volatile String epoch = EPOCH;
    volatile Node.State state = Node.State.SERVING;

    private TestNode(String id, ClusterConfig config) {
        this.id = id;
        this.cluster = await(
                Cluster.join(config, id, "127.0.0.1:1", Transport.NIO, new VertxOptions().setEventLoopPoolSize(2)));
        this.relay = new ClusterRelay(cluster, this::describe, () -> epoch, true, gauges);
        this.readers = cluster.vertx().getOrCreateContext();
    }

    /** Joins the cluster of that file, and begins to talk. */
    static TestNode start(String id, Path file) {
        return start(id, config(file, ClusterConfig.DEFAULT.relayBytes(), PLAIN));
    }

    static TestNode start(String id, ClusterConfig config) {
        TestNode node = new TestNode(id, config);
        node.readers.runOnContext(v -> node.relay.listen(topic -> true, node.arrived::add));
        await(node.relay.start());
        return node;
    }

    /** Joins, and says nothing. */
    static TestNode mute(String id, Path file) {
        return new TestNode(id, config(file, ClusterConfig.DEFAULT.relayBytes(), PLAIN));
    }

    static ClusterConfig config(Path file, long relayBytes, ClusterConfig.Tls tls) {
        return new ClusterConfig(true, file.toString(), "127.0.0.1", "", relayBytes, 2_000, tls);
    }

    static Block block(Topic topic, long first, int records) {
        return Records.batch(topic, records).stamp(first, 1);
    }

    /** Publishes a block of so many records. */
    void publish(Topic topic, long first, int records) {
        relay.publish(block(topic, first, records));
    }

    long gauge(String name) {
        return gauges.of(name).sum();
    }

    /** Keeps the event loop of its readers busy until the latch opens. */
    void stall(CountDownLatch busy) {
        readers.runOnContext(v -> {
            try {
                assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Says something to another node, whatever it is. */
    void say(String to, Packet packet) {
        DeliveryOptions options = new DeliveryOptions().setCodecName(PacketCodec.NAME);
        cluster.vertx().eventBus().send(Membership.address(to), packet, options);
    }

    /** Ids of the nodes that it sees in a state. */
    List<String> seen(Node.State seen) {
        return relay.nodes().all().stream()
                .filter(node -> node.state() == seen)
                .map(Node::id)
                .toList();
    }

    private Node describe() {
        return new Node(id, "127.0.0.1:1", "test", state, new Node.Load(1, 2, 3, 4));
    }

    /** Goes without a word. */
    void crash() {
        cluster.hazelcast().getLifecycleService().terminate();
        await(cluster.vertx().close());
    }

    /** Several at once: one that is left behind looks for the others for seconds, and can only then go itself. */
    static void close(List<TestNode> nodes) {
        await(Future.join(nodes.stream().map(TestNode::leave).toList()));
    }

    @Override
    public void close() {
        await(leave());
    }

    private Future<Void> leave() {
        return relay.close().compose(closed -> cluster.leave());
    }
}
