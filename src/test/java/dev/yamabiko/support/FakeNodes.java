package dev.yamabiko.support;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The nodes of a hub, as a test says: the first one it names is the one that answers. Thread-safe. */
public final class FakeNodes implements Nodes {

    private final String self;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Map<Runnable, Executor> watchers = new ConcurrentHashMap<>();

    public FakeNodes(Node self) {
        this.self = self.id();
        nodes.put(self.id(), self);
    }

    /** A node that has nothing to do, at the address {@code <id>:8080}. */
    public static Node node(String id, Node.State state) {
        return new Node(id, id + ":8080", "1.2.3", state, new Node.Load(0, 0, 0, 0));
    }

    /** A node comes, or is another now; tells who watches. */
    public void put(Node node) {
        nodes.put(node.id(), node);
        tell();
    }

    /** A node has other things to do, which is no news. */
    public void load(String id, Node.Load load) {
        nodes.computeIfPresent(id, (key, node) -> new Node(id, node.address(), node.version(), node.state(), load));
    }

    /** A node goes; tells who watches. */
    public void remove(String id) {
        nodes.remove(id);
        tell();
    }

    @Override
    public Node self() {
        return nodes.get(self);
    }

    @Override
    public List<Node> all() {
        return nodes.values().stream().sorted(Comparator.comparing(Node::id)).toList();
    }

    @Override
    public Runnable watch(Runnable changed) {
        Context context = Vertx.currentContext();
        watchers.put(changed, context == null ? Runnable::run : task -> context.runOnContext(v -> task.run()));
        return () -> watchers.remove(changed);
    }

    private void tell() {
        watchers.forEach((changed, caller) -> caller.execute(changed));
    }
}
