package dev.yamabiko.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.yamabiko.cluster.journal.HazelcastJournal;
import dev.yamabiko.cluster.journal.JournalMaps;
import dev.yamabiko.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * This node's membership, and the Vert.x whose event bus reaches the others. What the members agree on comes from
 * {@code cluster.xml}; what no operator should have to know is set here. Thread-safe.
 */
public final class Cluster {

    private static final String FILE = "cluster.xml";
    private static final String COMMON_POOL = "java.util.concurrent.ForkJoinPool.common.parallelism";
    private static final int TRIES = 3;
    private static final long LEAVE_SECONDS = 20;

    private final ClusterConfig config;
    private final String node;
    private final String bus;
    private final HazelcastInstance hazelcast;
    private final Membership membership;
    private final Vertx vertx;

    private Cluster(
            ClusterConfig config,
            String node,
            String bus,
            HazelcastInstance hazelcast,
            Membership membership,
            Vertx vertx) {
        this.config = config;
        this.node = node;
        this.bus = bus;
        this.hazelcast = hazelcast;
        this.membership = membership;
        this.vertx = vertx;
    }

    /**
     * Joins, or founds a cluster if nobody answers.
     *
     * @param node this node's id
     * @param address where clients reach it
     * @param transport of its sockets
     */
    public static Future<Cluster> join(
            ClusterConfig config, String node, String address, Transport transport, VertxOptions options) {
        shareThreads();
        return join(config, node, address, transport, options, TRIES);
    }

    /**
     * Hazelcast completes each answer on the common pool; where that has a single thread, as on two processors, it
     * starts one for each answer instead. Has an effect only before the pool is used for the first time.
     */
    private static void shareThreads() {
        if (Runtime.getRuntime().availableProcessors() <= 2 && System.getProperty(COMMON_POOL) == null) {
            System.setProperty(COMMON_POOL, "2");
        }
    }

    /** Members must know the port of the event bus before it is bound, so another process may be quicker. */
    private static Future<Cluster> join(
            ClusterConfig config, String node, String address, Transport transport, VertxOptions options, int tries) {
        int port;
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(config.host(), 0));
            port = probe.getLocalPort();
        } catch (IOException error) {
            return Future.failedFuture(error);
        }
        String bus = config.host() + ":" + port;
        options.setEventBusOptions(BusOptions.of(config, port));
        return background(() -> Hazelcast.newHazelcastInstance(hazelcast(config, node, address, bus)))
                .compose(hazelcast -> {
                    Membership membership = new Membership(hazelcast);
                    return Vertx.builder()
                            .with(options)
                            .withTransport(transport)
                            .withClusterManager(membership)
                            .buildClustered()
                            .map(vertx -> new Cluster(config, node, bus, hazelcast, membership, vertx))
                            .onFailure(error -> hazelcast.getLifecycleService().terminate());
                })
                .recover(error -> error instanceof BindException && tries > 1
                        ? join(config, node, address, transport, options, tries - 1)
                        : Future.failedFuture(error));
    }

    /** The Vert.x whose event bus reaches the other nodes; {@link #leave} closes it. */
    public Vertx vertx() {
        return vertx;
    }

    /** Closes the event bus, hands over what this member holds, and leaves; within a time limit. */
    public Future<Void> leave() {
        return vertx.close()
                .transform(closed -> background(() -> {
                    CompletableFuture.runAsync(
                                    () -> hazelcast.getLifecycleService().shutdown(), Cluster::thread)
                            .orTimeout(LEAVE_SECONDS, TimeUnit.SECONDS)
                            .exceptionally(late -> {
                                hazelcast.getLifecycleService().terminate();
                                return null;
                            })
                            .join();
                    return null;
                }));
    }

    /** The journal that the members keep together; this one takes part from now on. */
    public HazelcastJournal journal(HazelcastJournal.Bounds bounds, Clock clock, RandomGenerator random) {
        return new HazelcastJournal(vertx, hazelcast, bounds, clock, random);
    }

    ClusterConfig config() {
        return config;
    }

    String node() {
        return node;
    }

    /** Where the event bus listens, {@code host:port}. */
    String bus() {
        return bus;
    }

    Membership membership() {
        return membership;
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }

    private static Config hazelcast(ClusterConfig settings, String node, String address, String bus)
            throws IOException {
        try (InputStream xml = open(settings)) {
            Config config = new XmlConfigBuilder(xml).build();
            config.getMemberAttributeConfig()
                    .setAttribute(Membership.VERTX_NODE, node)
                    .setAttribute(Membership.ADDRESS, address)
                    .setAttribute(Membership.BUS, bus);
            config.getAdvancedNetworkConfig()
                    .setEnabled(true)
                    .setJoin(config.getNetworkConfig().getJoin())
                    .setMemberEndpointConfig(members(config.getNetworkConfig(), settings.host()));
            config.setProperty("hazelcast.socket.bind.any", "false")
                    .setProperty("hazelcast.shutdownhook.enabled", "false")
                    .setProperty("hazelcast.graceful.shutdown.max.wait", Long.toString(LEAVE_SECONDS))
                    .setProperty("hazelcast.logging.type", "slf4j");
            JournalMaps.addTo(config);
            return config;
        }
    }

    /** Members alone are served, on the private interface: no clients of Hazelcast, no REST. */
    private static ServerSocketEndpointConfig members(NetworkConfig network, String host) {
        ServerSocketEndpointConfig members = new ServerSocketEndpointConfig()
                .setPort(network.getPort())
                .setPortCount(network.getPortCount())
                .setPortAutoIncrement(network.isPortAutoIncrement())
                .setPublicAddress(host);
        members.getInterfaces().setEnabled(true).addInterface(host);
        return members;
    }

    private static InputStream open(ClusterConfig settings) throws IOException {
        Path file = Path.of(settings.file().isEmpty() ? FILE : settings.file());
        if (!settings.file().isEmpty() || Files.exists(file)) {
            return Files.newInputStream(file);
        }
        return Objects.requireNonNull(Cluster.class.getResourceAsStream("/" + FILE), FILE);
    }

    /** Hazelcast blocks its caller, and there is no Vert.x yet, or not any more. */
    private static <T> Future<T> background(Callable<T> work) {
        Promise<T> done = Promise.promise();
        thread(() -> {
            try {
                done.complete(work.call());
            } catch (Exception error) {
                done.fail(error);
            }
        });
        return done.future();
    }

    private static void thread(Runnable work) {
        new Thread(work, "cluster").start();
    }
}
