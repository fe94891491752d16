package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A cluster: nodes in processes of their own, on the loopback interface or each in a network of its own, that keep a
 * journal together. Each node keeps its ports and its name in the logs over all its lives. Used by one thread, apart
 * from the clients, which are any thread's.
 */
public final class HubCluster implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final List<HubNode> nodes;
    private final List<NodeClient> clients;
    private final List<HubProcess> processes = new ArrayList<>();

    private HubCluster(List<HubNode> nodes) {
        this.nodes = nodes;
        this.clients = nodes.stream().map(NodeClient::of).toList();
    }

    /**
     * Starts a cluster on the loopback interface.
     *
     * @param yaml further lines of each node's configuration
     */
    public static HubCluster start(Path folder, int size, Shared journal, String... yaml) {
        return whole(startClosed(folder, size, journal, yaml));
    }

    /** The same, where nobody can ask the nodes without a token: each of them is ready. */
    public static HubCluster startClosed(Path folder, int size, Shared journal, String... yaml) {
        int port = FreePorts.next(size);
        Path file = ClusterFile.write(folder, List.of("127.0.0.1"), port, size);
        List<HubNode> nodes = IntStream.rangeClosed(1, size)
                .mapToObj(i -> HubNode.in(made(folder.resolve("node-" + i))))
                .map(node -> node.config(yaml("127.0.0.1", file, journal, yaml)))
                .map(node -> node.jvm(journal.jvm()).with("--cluster").with(journal.arguments("127.0.0.1")))
                .toList();
        return ready(new HubCluster(nodes));
    }

    /** Starts a cluster, each node in its own part of a network. */
    public static HubCluster start(Path folder, Network network, Shared journal, String... yaml) {
        List<String> hosts = IntStream.range(0, network.size())
                .mapToObj(network::peerAddress)
                .toList();
        Path file = ClusterFile.write(folder, hosts, FreePorts.next(1), 1);
        List<HubNode> nodes = IntStream.range(0, network.size())
                .mapToObj(i -> HubNode.in(made(folder.resolve("node-" + (i + 1))))
                        .through(network.clientAddress(i), network.enter(i))
                        .config(yaml(network.peerAddress(i), file, journal, yaml))
                        .jvm(journal.jvm())
                        .with("--cluster")
                        .with(journal.arguments(network.gateway())))
                .toList();
        return whole(ready(new HubCluster(nodes)));
    }

    /** How many nodes it has, alive or not. */
    public int size() {
        return nodes.size();
    }

    /** A node, from 0. */
    public HubNode node(int index) {
        return nodes.get(index);
    }

    /** The process that a node runs in, or ran in. */
    public HubProcess process(int index) {
        return processes.get(index);
    }

    /** A client of that node alone, on one connection. */
    public NodeClient client(int index) {
        return clients.get(index);
    }

    /** What all nodes count under a name, together; nodes that do not answer count nothing. */
    public long gauges(String name) {
        return IntStream.range(0, size())
                .filter(index -> process(index).alive())
                .mapToLong(index -> client(index).gauge(name))
                .sum();
    }

    /** For each call a random node, never the same twice in a row. For one user: locks like it. */
    public Supplier<NodeClient> anywhere(RandomGenerator random) {
        return new Supplier<>() {
            private int last = -1;

            @Override
            public NodeClient get() {
                int next = random.nextInt(last < 0 || size() == 1 ? size() : size() - 1);
                last = last >= 0 && next >= last && size() > 1 ? next + 1 : next;
                return clients.get(last);
            }
        };
    }

    /** {@code kill -9} of a node. */
    public void kill(int index) {
        process(index).kill();
    }

    /** Starts a node again, whose process has ended, and waits until it is ready. */
    public void startAgain(int index) {
        launchAgain(index).awaitReady(STARTS_WITHIN);
        client(index).reconnect();
    }

    /** Starts a node again, whose process has ended. */
    public HubProcess launchAgain(int index) {
        HubProcess process = nodes.get(index).launch();
        processes.set(index, process).close();
        return process;
    }

    /** Waits until each node sees all of them, and that they serve. */
    public void awaitWhole() {
        for (NodeClient client : clients) {
            Await.until(
                    () -> "all nodes seen by each, now " + NodeList.of(client),
                    WHOLE_WITHIN,
                    () -> sees(client, size()));
        }
    }

    /** Looks now and then: an answer costs more than a look. */
    private static boolean sees(NodeClient client, int serving) {
        Await.passing(BETWEEN_LOOKS);
        return NodeList.of(client).serving() == serving;
    }

    /** Ends all of them, whatever state they are in. */
    @Override
    public void close() {
        clients.forEach(NodeClient::close);
        processes.forEach(HubProcess::close);
    }

    private static HubCluster whole(HubCluster cluster) {
        try {
            cluster.awaitWhole();
            return cluster;
        } catch (AssertionError error) {
            cluster.close();
            throw error;
        }
    }

    private static HubCluster ready(HubCluster cluster) {
        try {
            cluster.nodes.forEach(node -> cluster.processes.add(node.launch()));
            cluster.processes.forEach(process -> process.awaitReady(STARTS_WITHIN));
            return cluster;
        } catch (AssertionError error) {
            cluster.close();
            throw error;
        }
    }

    private static String yaml(String host, Path file, Shared journal, String... more) {
        return "logs: {own-entries: false}\ncluster: {host: " + host + ", file: " + file + "}\n"
                + journal.yaml()
                + String.join("\n", more);
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
