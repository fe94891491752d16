package dev.yamabiko.cluster.journal;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import dev.yamabiko.support.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Members of one cluster in this process, each with its journal: as they are shipped, but under a name of their own and
 * quicker to give each other up.
 */
final class Members implements AutoCloseable {

    static final int MAX_TOPICS = 100;

    private static final AtomicLong SEEDS = new AtomicLong();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Clock clock;
    private final long maxBytes;
    private final String name = "test-" + UUID.randomUUID();
    private final List<HazelcastInstance> instances = new ArrayList<>();

    Members(Vertx vertx, Clock clock, long maxBytes) {
        this.vertx = vertx;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** One more, and its journal, not yet open. */
    HazelcastJournal join() {
        HazelcastInstance instance = Hazelcast.newHazelcastInstance(config());
        instances.add(instance);
        HazelcastJournal.Bounds bounds = new HazelcastJournal.Bounds(maxBytes, MAX_TOPICS, 10_000);
        return new HazelcastJournal(vertx, instance, bounds, clock, new SplittableRandom(SEEDS.incrementAndGet()));
    }

    HazelcastInstance instance(int member) {
        return instances.get(member);
    }

    /** Until all see so many, and each partition has its copies. */
    void awaitSafe(int members) {
        Await.until(
                "copies everywhere",
                LIMIT,
                () -> instances.stream()
                        .filter(instance -> instance.getLifecycleService().isRunning())
                        .allMatch(instance -> instance.getCluster().getMembers().size() == members
                                && instance.getPartitionService().isClusterSafe()));
    }

    /**
     * The one that joined last and the others give each other up, until Hazelcast finds out after {@code 8} seconds
     * that they are there.
     */
    void split() {
        int member = instances.size() - 1;
        for (int i = 0; i < instances.size(); i++) {
            if (i != member) {
                giveUp(member, i);
            }
        }
        for (int i = 0; i < instances.size(); i++) {
            if (i != member) {
                giveUp(i, member);
            }
        }
    }

    private void giveUp(int member, int other) {
        HazelcastInstanceImpl instance = ((HazelcastInstanceProxy) instances.get(member)).getOriginal();
        Member lost = instances.get(other).getCluster().getLocalMember();
        MemberImpl known = instance.node.getClusterService().getMember(lost.getUuid());
        if (known != null) {
            instance.node.getClusterService().suspectMember(known, "test", true);
        }
    }

    /** It is gone without a word. */
    void kill(int member) {
        instances.get(member).getLifecycleService().terminate();
    }

    @Override
    public void close() {
        instances.forEach(instance -> instance.getLifecycleService().terminate());
    }

    private Config config() {
        try (InputStream xml = Files.newInputStream(Path.of("cluster.xml"))) {
            Config config = new XmlConfigBuilder(xml).build();
            config.setClusterName(name);
            config.getNetworkConfig().setPort(6_701).setPortCount(200);
            config.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(seeds());
            config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
            config.setProperty("hazelcast.socket.bind.any", "false")
                    .setProperty("hazelcast.shutdownhook.enabled", "false")
                    .setProperty("hazelcast.logging.type", "slf4j")
                    .setProperty("hazelcast.partition.count", "31")
                    .setProperty("hazelcast.merge.first.run.delay.seconds", "8")
                    .setProperty("hazelcast.max.no.heartbeat.seconds", "4");
            JournalMaps.addTo(config);
            return config;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Those that run already; the first one has nobody to ask, and founds the cluster at once. */
    private List<String> seeds() {
        return instances.stream()
                .filter(instance -> instance.getLifecycleService().isRunning())
                .map(instance -> "127.0.0.1:"
                        + instance.getCluster().getLocalMember().getAddress().getPort())
                .toList();
    }
}
