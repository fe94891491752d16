package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.Typists;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Editors of one document, whose streams break and whose nodes are killed while they type: all of them end with the
 * same text, which has everything that was typed, once.
 */
class EditorIT {

    private static final Logger LOG = LoggerFactory.getLogger(EditorIT.class);
    private static final int NODES = 3;
    private static final int EDITORS = Rounds.LONG ? 40 : 8;
    private static final int KILLS = Rounds.LONG ? 20 : 2;
    private static final int LONGEST_LIFE_MS = 2_000;

    /** Between one edit and the next, whoever makes it. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SNAPSHOTS = "documents: {snapshot-every: 50}";

    private final SplittableRandom random = Seed.of("EditorIT");
    private final SplittableRandom fate = random.split();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("postgres");
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldKeepWhatIsTypedOnceWhileNodesAreKilled(String journal) throws Exception {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared, SNAPSHOTS)) {
            Typists typists = new Typists(EDITORS, () -> cluster.anywhere(random.split()), scheduler, random.split());

            type(typists, journal, () -> {
                int victim = fate.nextInt(NODES);
                cluster.kill(victim);
                cluster.startAgain(victim);
                cluster.awaitWhole();
            });

            typists.checkHistory(cluster.client(fate.nextInt(NODES)));
            typists.leave();
            Await.until("nobody edits", PATIENCE, () -> pausing() && cluster.gauges("documents_editors") == 0);
        }
    }

    @Test
    void shouldKeepWhatIsTypedOnceWhileTheOnlyNodeIsKilled() throws Exception {
        HubNode node = HubNode.in(folder).config(SNAPSHOTS).jvm(Rounds.jvm("-Xmx256m"));
        HubProcess[] process = {node.start()};
        try (NodeClient client = NodeClient.of(node)) {
            Typists typists = new Typists(EDITORS, () -> () -> client, scheduler, random.split());

            type(typists, "sqlite", () -> {
                process[0].kill();
                process[0] = node.start();
                client.reconnect();
            });

            typists.checkHistory(client);
            typists.leave();
            Await.until("nobody edits", PATIENCE, () -> pausing() && client.gauge("documents_editors") == 0);
        } finally {
            process[0].close();
        }
    }

    /** They type while nodes are killed, each after a while; then all is waited for. */
    private void type(Typists typists, String journal, Runnable kill) throws Exception {
        long began = System.nanoTime();
        CompletableFuture<Void> kills = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < KILLS; i++) {
                        Await.passing(Duration.ofMillis(200 + fate.nextInt(LONGEST_LIFE_MS)));
                        kill.run();
                    }
                },
                scheduler);
        while (!kills.isDone()) {
            typists.edit();
            Await.passing(PAUSE);
        }
        kills.get();
        long revisions = typists.settle();
        LOG.info(
                "edits: journal={} editors={} kills={} edits={} revisions={} found-done={} seconds={}",
                journal,
                EDITORS,
                KILLS,
                typists.edits(),
                revisions,
                typists.foundDone(),
                (System.nanoTime() - began) / 1e9);
        assertThat(revisions).isGreaterThan(50L * KILLS);
    }

    private static boolean pausing() {
        Await.passing(Duration.ofMillis(50));
        return true;
    }
}
