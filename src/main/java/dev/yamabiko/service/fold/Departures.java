package dev.yamabiko.service.fold;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which nodes are gone: not there, or silent, for longer than a grace. What such a node held (members of a room, keys
 * of a connection) is removed by the {@link FoldKind#upkeep upkeep} of those that are left. A node may be wrong about
 * another one, which may be cut off from it or was frozen; that one learns from {@link #returns} that it should look
 * whether what it holds is still there.
 *
 * <p>Thread-safe; a timer of its own looks who is there.
 */
public final class Departures {

    /** How often it looks who is there. */
    static final long TICK_MS = 500;

    /** A node that looks so late did not run meanwhile: others are not to blame for not having been seen. */
    static final long LATE_MS = 2_000;

    /** After so long without a reason, one more look at what is held costs nothing. */
    static final long ANYWAY_MS = 60_000;

    private static final long FORGET_MS = 600_000;

    private final Nodes nodes;
    private final Clock clock;
    private final long graceMs;
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private Set<String> present = Set.of();
    private long lookAgainAt;
    private volatile long lookedAt;
    private final AtomicLong returns = new AtomicLong();

    /** {@code graceMs}: how long a node may be away. Before {@link #start} nobody is gone. */
    public Departures(Nodes nodes, Clock clock, long graceMs) {
        this.nodes = nodes;
        this.clock = clock;
        this.graceMs = graceMs;
        this.lookedAt = clock.millis();
        this.lookAgainAt = lookedAt + ANYWAY_MS;
    }

    /** Begins to look; ends with the Vert.x instance. */
    public void start(Vertx vertx) {
        vertx.setPeriodic(TICK_MS, timer -> look());
    }

    /** True if a node, by its {@link Node#id}, is gone. One that nobody here has heard of has its grace, too. */
    public boolean gone(String node) {
        return lookedAt - seen.computeIfAbsent(node, id -> lookedAt) >= graceMs;
    }

    /**
     * Changes whenever this node may have been thought gone, and is back: what it holds may have been removed. Seldom
     * changes without such a reason.
     */
    public long returns() {
        return returns.get();
    }

    /** Looks who is there; on one thread at a time. */
    void look() {
        long now = clock.millis();
        long late = now - lookedAt;
        Set<String> there = there();
        boolean back = there.stream().anyMatch(id -> !present.contains(id) && seen.containsKey(id));
        if (late > LATE_MS) {
            seen.replaceAll((id, at) -> at + late);
        }
        there.forEach(id -> seen.put(id, now));
        seen.values().removeIf(at -> now - at > FORGET_MS);
        lookedAt = now;
        if (back || late > LATE_MS) {
            returns.incrementAndGet();
            lookAgainAt = now + 2 * graceMs; // others may notice a little later than this node
        } else if (now >= lookAgainAt) {
            returns.incrementAndGet();
            lookAgainAt = now + ANYWAY_MS;
        }
        present = there;
    }

    private Set<String> there() {
        Set<String> there = new HashSet<>();
        for (Node node : nodes.all()) {
            if (node.state() != Node.State.SILENT) {
                there.add(node.id());
            }
        }
        return there;
    }
}
