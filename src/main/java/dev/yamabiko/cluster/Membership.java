package dev.yamabiko.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import io.vertx.core.Completable;
import io.vertx.core.shareddata.AsyncMap;
import io.vertx.core.shareddata.Counter;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as the event bus sees it: vertx-hazelcast without its registers. An address of the form
 * {@code yamabiko.node.<id>} names its node; every other address is local. Where a node's event bus listens is an
 * attribute of its member, and is remembered after it has gone, for as long as {@link Peers} still talks to it. So
 * nothing has to be looked up, replicated or repaired when members come, go, freeze or merge. Nor are there shared
 * maps, locks and counters: what is kept in common is kept in a journal. Thread-safe.
 */
final class Membership extends HazelcastClusterManager {

    /** Member attribute: the id under which Vert.x knows the node; its name is given by vertx-hazelcast. */
    static final String VERTX_NODE = "__vertx.nodeId";

    /** Member attribute: where clients reach the node. */
    static final String ADDRESS = "yamabiko.address";

    /** Member attribute: where its event bus listens. */
    static final String BUS = "yamabiko.bus";

    private static final String NOT_SHARED = "shared data: not offered between nodes (expected: records of a topic)";
    private static final String PREFIX = "yamabiko.node.";

    private final HazelcastInstance hazelcast;
    private final Map<String, NodeInfo> places = new ConcurrentHashMap<>();
    private final Runnable stopListening;
    private volatile Runnable changed = () -> {};
    private volatile boolean active;

    /** The members that an instance knows. */
    Membership(HazelcastInstance hazelcast) {
        super(hazelcast);
        this.hazelcast = hazelcast;
        UUID members = hazelcast.getCluster().addMembershipListener(this);
        UUID life = hazelcast.getLifecycleService().addLifecycleListener(this);
        this.stopListening = () -> {
            hazelcast.getCluster().removeMembershipListener(members);
            hazelcast.getLifecycleService().removeLifecycleListener(life);
        };
    }

    /** The one event-bus address of a node. */
    static String address(String node) {
        return PREFIX + node;
    }

    /** {@code told}: called on any thread when members came, went or merged. */
    void watch(Runnable told) {
        changed = told;
    }

    /** Ids of the other members, with the addresses under which clients reach them; none once this one has left. */
    Map<String, String> others() {
        Map<String, String> others = new HashMap<>();
        try {
            hazelcast.getCluster().getMembers().forEach(member -> add(member, others));
        } catch (HazelcastInstanceNotActiveException left) {
            others.clear();
        }
        return others;
    }

    private void add(Member member, Map<String, String> others) {
        String node = member.getAttribute(VERTX_NODE);
        String address = member.getAttribute(ADDRESS);
        String bus = member.getAttribute(BUS);
        if (!member.localMember() && node != null && address != null && bus != null) {
            learn(node, bus);
            others.put(node, address);
        }
    }

    /** Where a node's event bus listens, {@code host:port}. */
    void learn(String node, String bus) {
        int colon = bus.lastIndexOf(':');
        if (colon > 0) {
            places.put(node, new NodeInfo(bus.substring(0, colon), Integer.parseInt(bus.substring(colon + 1)), null));
        }
    }

    /** Nothing more is sent to the node. */
    void forget(String node) {
        places.remove(node);
    }

    @Override
    public void join(Completable<Void> done) {
        active = true;
        done.succeed();
    }

    /** The instance goes on: whoever started it ends it. */
    @Override
    public void leave(Completable<Void> done) {
        active = false;
        try {
            stopListening.run();
        } catch (HazelcastInstanceNotActiveException left) {
            // then nobody tells anything any more
        }
        done.succeed();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public String getNodeId() {
        return hazelcast.getConfig().getMemberAttributeConfig().getAttribute(VERTX_NODE);
    }

    @Override
    public <K, V> void getAsyncMap(String name, Completable<AsyncMap<K, V>> found) {
        found.fail(NOT_SHARED);
    }

    @Override
    public <K, V> Map<K, V> getSyncMap(String name) {
        throw new UnsupportedOperationException(NOT_SHARED);
    }

    @Override
    public void getLockWithTimeout(String name, long timeout, Completable<Lock> found) {
        found.fail(NOT_SHARED);
    }

    @Override
    public void getCounter(String name, Completable<Counter> found) {
        found.fail(NOT_SHARED);
    }

    @Override
    public void getRegistrations(String address, Completable<List<RegistrationInfo>> found) {
        found.succeed(
                address.startsWith(PREFIX)
                        ? List.of(new RegistrationInfo(address.substring(PREFIX.length()), 0, false))
                        : List.of());
    }

    @Override
    public void getNodeInfo(String node, Completable<NodeInfo> found) {
        NodeInfo place = place(node);
        if (place == null) {
            found.fail("node: " + node + " is not known");
        } else {
            found.succeed(place);
        }
    }

    private @Nullable NodeInfo place(String node) {
        NodeInfo known = places.get(node);
        if (known == null) {
            others();
            return places.get(node);
        }
        return known;
    }

    @Override
    public void setNodeInfo(NodeInfo info, Completable<Void> done) {
        done.succeed();
    }

    @Override
    public void addRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        done.succeed();
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo registration, Completable<Void> done) {
        done.succeed();
    }

    @Override
    public synchronized void memberAdded(MembershipEvent event) {
        changed.run();
    }

    @Override
    public synchronized void memberRemoved(MembershipEvent event) {
        changed.run();
    }

    @Override
    public synchronized void stateChanged(LifecycleEvent event) {
        changed.run();
    }
}
