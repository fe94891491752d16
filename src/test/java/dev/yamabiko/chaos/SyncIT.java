package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.MapChecker;
import dev.yamabiko.chaos.rig.MapOperation;
import dev.yamabiko.chaos.rig.MapUser;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.service.sync.Mirror;
import dev.yamabiko.service.sync.Requests;
import dev.yamabiko.service.sync.SyncPeer;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users who change the same keys on all nodes, while nodes are killed: what they are told is linearizable, whoever
 * watches sees the same map, and the keys of a dead node are gone in time.
 */
class SyncIT {

    private static final Logger LOG = LoggerFactory.getLogger(SyncIT.class);
    private static final int NODES = 3;
    private static final int KILLS = Rounds.LONG ? 20 : 3;
    private static final int USERS = 9;
    private static final int KEYS = 6;
    private static final int WATCHERS = 6;
    private static final int LONGEST_LIFE_MS = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

    private final SplittableRandom random = Seed.of("SyncIT");
    private final ExecutorService threads = Executors.newFixedThreadPool(USERS + WATCHERS);
    private final AtomicBoolean over = new AtomicBoolean();
    private final LongAdder retries = new LongAdder();
    private final Map<String, List<MapOperation>> histories = new TreeMap<>();
    private final List<Mirror> mirrors = new ArrayList<>();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static List<String> journals() {
        return Shared.names("postgres").toList();
    }

    @AfterEach
    void stop() {
        over.set(true);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldBeLinearizableWhileNodesDie(String journal) throws Exception {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared, "sync: {snapshot-every: 200}\n")) {
            List<CompletableFuture<Void>> running = begin(cluster);
            List<Long> goneMs = new ArrayList<>();

            for (int i = 0; i < KILLS; i++) {
                Await.passing(Duration.ofMillis(1_000 + random.nextInt(LONGEST_LIFE_MS)));
                goneMs.add(killAHolder(cluster, random.nextInt(NODES)));
            }
            over.set(true);
            for (CompletableFuture<Void> one : running) {
                one.get();
            }

            long operations = histories.values().stream().mapToInt(List::size).sum();
            checkThatAllWatchersSeeTheSame(cluster);
            histories.forEach((key, history) -> assertThat(new MapChecker(history).linearizable())
                    .as("%s, %d operations", key, history.size())
                    .isTrue());
            LOG.info(
                    "sync: journal={} kills={} operations={} unknown={} retries={} records={} keys-gone-ms={}",
                    journal,
                    KILLS,
                    operations,
                    histories.values().stream()
                            .flatMap(List::stream)
                            .filter(operation -> operation.told() == null)
                            .count(),
                    retries,
                    mirrors.get(0).revision(),
                    goneMs);
            assertThat(operations).isGreaterThan(100L * KILLS);
        }
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldGiveBackTheKeysOfANodeThatOnlyStoodStill(String journal) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared)) {
            SyncPeer holder = SyncPeer.open(cluster.client(0).channel());
            SyncPeer witness = SyncPeer.open(cluster.client(1).channel());
            Mirror mirror = witness.watch("present");
            holder.ask(Requests.bind("present", "holder", "here"));
            Await.until("held", PATIENCE, () -> mirror.values().containsKey("holder"));

            cluster.process(0).freeze();
            Await.until("gone", GONE_WITHIN, () -> mirror.values().isEmpty());
            cluster.process(0).thaw();

            Await.until("back", PATIENCE, () -> mirror.values().containsKey("holder"));
            Await.passing(Duration.ofSeconds(5));
            assertThat(mirror.values()).containsEntry("holder", "here");
            assertThat(mirror.fault()).isEmpty();
            holder.cancel();
            Await.until("released", GONE_WITHIN, () -> mirror.values().isEmpty());
        }
    }

    private List<CompletableFuture<Void>> begin(HubCluster cluster) {
        for (int key = 0; key < KEYS; key++) {
            histories.put("key-" + key, new CopyOnWriteArrayList<>());
        }
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            MapUser user = new MapUser(
                    "user-" + i,
                    "shared",
                    KEYS,
                    cluster.anywhere(random.split()),
                    random.split(),
                    over::get,
                    histories,
                    retries);
            running.add(CompletableFuture.runAsync(user, threads));
        }
        for (int i = 0; i < WATCHERS; i++) {
            Mirror mirror = new Mirror("shared");
            mirrors.add(mirror);
            Supplier<NodeClient> anywhere = cluster.anywhere(random.split());
            running.add(CompletableFuture.runAsync(() -> watch(mirror, anywhere), threads));
        }
        return running;
    }

    /** Goes on with the same mirror, on one node after the other. */
    private void watch(Mirror mirror, Supplier<NodeClient> anywhere) {
        while (!over.get()) {
            SyncPeer peer = SyncPeer.open(anywhere.get().channel());
            CompletableFuture<Reply> opened = peer.goOn("shared", mirror);
            Await.until("the end", PATIENCE.multipliedBy(10), () -> over.get() || peer.over() || refused(opened));
            peer.cancel();
            Await.passing(Duration.ofMillis(50));
        }
    }

    private static boolean refused(CompletableFuture<Reply> opened) {
        return opened.isDone()
                && (opened.isCompletedExceptionally()
                        || !opened.join().getReason().isEmpty());
    }

    /** How long it took until the key that a call on the node held was gone; the node is started again. */
    private long killAHolder(HubCluster cluster, int victim) {
        int other = (victim + 1) % NODES;
        SyncPeer holder = SyncPeer.open(cluster.client(victim).channel());
        SyncPeer witness = SyncPeer.open(cluster.client(other).channel());
        Mirror mirror = witness.watch("present");
        holder.ask(Requests.bind("present", "holder", "here"));
        holder.ask(Requests.bind("unwatched", "holder", "here"));
        Await.until("held", PATIENCE, () -> mirror.values().containsKey("holder"));

        long killed = System.nanoTime();
        cluster.kill(victim);
        Await.until("gone", GONE_WITHIN, () -> mirror.values().isEmpty());
        long ms = (System.nanoTime() - killed) / 1_000_000;

        SyncPeer late = SyncPeer.open(cluster.client(other).channel());
        Mirror unwatched = late.watch("unwatched");
        Await.until(
                "gone once somebody looks",
                GONE_WITHIN,
                () -> unwatched.revision() >= 0 && unwatched.values().isEmpty());
        late.cancel();
        witness.cancel();
        cluster.startAgain(victim);
        cluster.awaitWhole();
        return ms;
    }

    private void checkThatAllWatchersSeeTheSame(HubCluster cluster) {
        List<SyncPeer> peers = new ArrayList<>();
        Mirror fresh = new Mirror("shared");
        mirrors.add(fresh);
        for (int i = 0; i < mirrors.size(); i++) {
            SyncPeer peer = SyncPeer.open(cluster.client(i % NODES).channel());
            assertThat(peer.goOn("shared", mirrors.get(i))).succeedsWithin(PATIENCE);
            peers.add(peer);
        }
        Await.until(
                () -> mirrors.stream().map(Mirror::revision).toList() + " at the end",
                PATIENCE,
                () -> mirrors.stream().map(Mirror::revision).distinct().count() == 1 && fresh.revision() > 0);
        assertThat(mirrors).allSatisfy(mirror -> {
            assertThat(mirror.fault()).isEmpty();
            assertThat(mirror.entries()).isEqualTo(fresh.entries());
        });
        peers.forEach(SyncPeer::cancel);
    }
}
