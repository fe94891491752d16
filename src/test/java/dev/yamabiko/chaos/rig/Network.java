package dev.yamabiko.chaos.rig;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two networks with places for nodes, each in a network namespace of its own: one among the nodes, on which this
 * machine has the address {@link #gateway}, and one towards the clients. A node can be cut off from either, as if its
 * cable was pulled. For Linux and root. All of it is gone after {@link #close}, and what a JVM left that died is
 * removed by the next one. Used by one thread.
 */
public final class Network implements AutoCloseable {

    private static final String PREFIX = "ym";
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int PLACES_FOR_NETWORKS = 100;
    private static final Pattern BRIDGE = Pattern.compile("\\d+: (" + PREFIX + "([0-9a-z]+)[0-9a-z])[pc]:");

    private final String id;
    private final String subnet;
    private final int size;
    private final Thread atExit = new Thread(this::remove);

    private Network(String id, int number, int size) {
        this.id = id;
        this.subnet = "10." + (100 + ProcessHandle.current().pid() % PLACES_FOR_NETWORKS) + "." + 2 * number;
        this.size = size;
    }

    /** Whether this user may make one. */
    public static boolean possible() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try (Network network = of(1)) {
            return network.size == 1;
        } catch (AssertionError | UncheckedIOException refused) {
            return false;
        }
    }

    /** Makes one for so many nodes. */
    public static Network of(int size) {
        sweep();
        int number = COUNTER.incrementAndGet() % 36;
        Network network = new Network(
                PREFIX + Long.toString(ProcessHandle.current().pid(), 36) + Integer.toString(number, 36), number, size);
        Runtime.getRuntime().addShutdownHook(network.atExit);
        try {
            network.make();
            return network;
        } catch (AssertionError error) {
            network.close();
            throw error;
        }
    }

    /** How many nodes have a place. */
    public int size() {
        return size;
    }

    /** Where nodes reach this machine. */
    public String gateway() {
        return address('p', 1);
    }

    /** Where a node, from 0, is reached by the others. */
    public String peerAddress(int node) {
        return address('p', 10 + node);
    }

    /** Where a node is reached by clients. */
    public String clientAddress(int node) {
        return address('c', 10 + node);
    }

    /** A command in front of another one, so that it runs in the place of a node, under the same process id. */
    public List<String> enter(int node) {
        return List.of("ip", "netns", "exec", namespace(node));
    }

    /** Cuts a node off from the others and from this machine; its clients still reach it. */
    public void cut(int node) {
        ip("link", "set", link('p', node), "down");
    }

    /** Cuts a node's clients off from it. */
    public void cutClients(int node) {
        ip("link", "set", link('c', node), "down");
    }

    /** Mends what was cut. */
    public void heal(int node) {
        ip("link", "set", link('p', node), "up");
        ip("link", "set", link('c', node), "up");
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void make() {
        bridge('p');
        bridge('c');
        for (int node = 0; node < size; node++) {
            ip("netns", "add", namespace(node));
            in(node, "link", "set", "lo", "up");
            plug('p', node);
            plug('c', node);
        }
    }

    private void bridge(char net) {
        ip("link", "add", id + net, "type", "bridge");
        ip("address", "add", address(net, 1) + "/24", "dev", id + net);
        ip("link", "set", id + net, "up");
    }

    private void plug(char net, int node) {
        String inside = net == 'p' ? "peers" : "clients";
        ip("link", "add", link(net, node), "type", "veth", "peer", "name", inside, "netns", namespace(node));
        ip("link", "set", link(net, node), "master", id + net);
        ip("link", "set", link(net, node), "up");
        in(node, "address", "add", address(net, 10 + node) + "/24", "dev", inside);
        in(node, "link", "set", inside, "up");
    }

    private void remove() {
        for (int node = 0; node < size; node++) {
            attempt("netns", "delete", namespace(node));
        }
        attempt("link", "delete", id + 'p');
        attempt("link", "delete", id + 'c');
    }

    /** Removes what dead processes left. */
    private static void sweep() {
        Matcher bridges = BRIDGE.matcher(ip("-o", "link", "show", "type", "bridge"));
        while (bridges.find()) {
            String left = bridges.group(1);
            if (ProcessHandle.of(Long.parseLong(bridges.group(2), 36)).isEmpty()) {
                ip("netns", "list")
                        .lines()
                        .map(line -> line.split(" ", 2)[0])
                        .filter(name -> name.startsWith(left + "-"))
                        .forEach(name -> attempt("netns", "delete", name));
                attempt("link", "delete", left + 'p');
                attempt("link", "delete", left + 'c');
            }
        }
    }

    private String namespace(int node) {
        return id + "-" + node;
    }

    private String link(char net, int node) {
        return id + net + node;
    }

    private String address(char net, int last) {
        int dot = subnet.lastIndexOf('.');
        int third = Integer.parseInt(subnet.substring(dot + 1)) + (net == 'p' ? 0 : 1);
        return subnet.substring(0, dot + 1) + third + "." + last;
    }

    private void in(int node, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-n", namespace(node)));
        command.addAll(List.of(arguments));
        ip(command.toArray(String[]::new));
    }

    /** What may be gone already. */
    private static void attempt(String... arguments) {
        try {
            ip(arguments);
        } catch (AssertionError gone) {
            // so it need not be removed
        }
    }

    private static String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return HubProcess.run(command.toArray(String[]::new));
    }
}
