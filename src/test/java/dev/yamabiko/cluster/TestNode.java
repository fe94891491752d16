package dev.yamabiko.cluster;

import static dev.yamabiko.support.Answer.await;

import dev.yamabiko.config.ClusterConfig;
import dev.yamabiko.node.Node;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Records;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node without journal and gateway: a real member, its relay, and what arrives there. Used by one thread. */
final class TestNode implements AutoCloseable {

    static final String EPOCH = "one";

    final String id;
    final Gauges gauges = new Gauges();
    final List<Block> arrived = new CopyOnWriteArrayList<>();
    final Cluster cluster;
    final ClusterRelay relay;
    volatile String epoch = EPOCH;
    volatile Node.State state = Node.State.SERVING;

    private TestNode(String id, ClusterConfig config) {
        this.id = id;
        this.cluster = await(Cluster.join(config, id, "127.0.0.1:1", new VertxOptions().setEventLoopPoolSize(2)));
        this.relay = new ClusterRelay(cluster, this::describe, () -> epoch, gauges);
    }

    /** Joins the cluster of that file, and begins to talk. */
    static TestNode start(String id, Path file) {
        return start(id, config(file, ClusterConfig.DEFAULT.relayBytes(), new ClusterConfig.Tls("", "", "")));
    }

    static TestNode start(String id, ClusterConfig config) {
        TestNode node = new TestNode(id, config);
        node.relay.listen(node.arrived::add);
        await(node.relay.start());
        return node;
    }

    static ClusterConfig config(Path file, long relayBytes, ClusterConfig.Tls tls) {
        return new ClusterConfig(true, file.toString(), "127.0.0.1", "", relayBytes, 2_000, tls);
    }

    /** Publishes a block of so many records. */
    void publish(Topic topic, long first, int records) {
        relay.publish(Records.batch(topic, records).stamp(first, 1));
    }

    long gauge(String name) {
        return gauges.of(name).sum();
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

    @Override
    public void close() {
        await(relay.close());
        await(cluster.leave());
    }
}
