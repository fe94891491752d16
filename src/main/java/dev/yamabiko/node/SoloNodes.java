package dev.yamabiko.node;

import java.util.List;
import java.util.function.Supplier;

/** A node by itself. Thread-safe. */
public final class SoloNodes implements Nodes {

    private final Supplier<Node> self;
    private final Readiness readiness;

    /** {@code self} describes it, whenever asked. */
    public SoloNodes(Supplier<Node> self, Readiness readiness) {
        this.self = self;
        this.readiness = readiness;
    }

    @Override
    public Node self() {
        return self.get();
    }

    @Override
    public List<Node> all() {
        return List.of(self());
    }

    @Override
    public Runnable watch(Runnable changed) {
        return readiness.watch(changed);
    }
}
