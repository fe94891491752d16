package dev.yamabiko.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.HazelcastInstance;
import dev.yamabiko.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * This node's membership, and the Vert.x whose event bus reaches the others. What the members agree on comes from
 * {@code cluster.xml}; what no operator should have to know is set here. Thread-safe.
 */
public final class Cluster {

    /** Member attribute: the node's id. */
    static final String NODE = "yamabiko.node";

    /** Member attribute: where clients reach the node. */
    static final String ADDRESS = "yamabiko.address";

    private static final String FILE = "cluster.xml";

    private final Vertx vertx;
    private final HazelcastInstance hazelcast;

    private Cluster(Vertx vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
    }

    /**
     * Joins, or founds a cluster if nobody answers.
     *
     * @param node this node's id
     * @param address where clients reach it
     */
    public static Future<Cluster> join(ClusterConfig config, String node, String address, VertxOptions options) {
        HazelcastClusterManager manager;
        try {
            manager = new HazelcastClusterManager(hazelcast(config, node, address));
        } catch (IOException error) {
            return Future.failedFuture(error);
        }
        return Vertx.builder()
                .with(options.setEventBusOptions(eventBus(config)))
                .withClusterManager(manager)
                .buildClustered()
                .map(vertx -> new Cluster(vertx, manager.getHazelcastInstance()));
    }

    /** The Vert.x whose event bus reaches the other nodes; closing it leaves the cluster. */
    public Vertx vertx() {
        return vertx;
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    private static Config hazelcast(ClusterConfig settings, String node, String address) throws IOException {
        try (InputStream xml = open(settings)) {
            Config config = new XmlConfigBuilder(xml).build();
            config.getMemberAttributeConfig().setAttribute(NODE, node).setAttribute(ADDRESS, address);
            config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(settings.host());
            config.getNetworkConfig().setPublicAddress(settings.host());
            config.setProperty("hazelcast.socket.bind.any", "false")
                    .setProperty("hazelcast.shutdownhook.enabled", "false")
                    .setProperty("hazelcast.logging.type", "slf4j");
            return config;
        }
    }

    private static InputStream open(ClusterConfig settings) throws IOException {
        Path file = Path.of(settings.file().isEmpty() ? FILE : settings.file());
        if (!settings.file().isEmpty() || Files.exists(file)) {
            return Files.newInputStream(file);
        }
        return Objects.requireNonNull(Cluster.class.getResourceAsStream("/" + FILE), FILE);
    }

    private static EventBusOptions eventBus(ClusterConfig settings) {
        return new EventBusOptions()
                .setHost(settings.host())
                .setPort(0)
                .setConnectTimeout(2_000)
                .setClusterPingInterval(3_000)
                .setClusterPingReplyInterval(3_000);
    }
}
