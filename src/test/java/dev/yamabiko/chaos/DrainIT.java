package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Crowd;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGTERM of a node with many followers, and of each node in turn. */
class DrainIT {

    private static final Logger LOG = LoggerFactory.getLogger(DrainIT.class);
    private static final int RESTARTS = Math.min(30, Integer.getInteger("chaos.rounds", 3));
    private static final int NODES = 3;
    private static final int MANY = 2_000;
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final int PARTS = 5;
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofSeconds(60);

    private final SplittableRandom random = Seed.of("DrainIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("postgres");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldSendItsFollowersElsewhereSpreadOverTheWindow(String journal) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared);
                Crowd crowd = Crowd.slow(cluster, 4, MANY, random.split())) {
            // Given followers of whom each has heard something
            crowd.awaitProgress();
            Await.until("all followers live", SOON, () -> cluster.gauges("subscriptions_open") >= MANY);
            crowd.awaitProgress();
            // When a node is told to stop
            long began = System.nanoTime();
            cluster.process(0).terminate();
            int code = cluster.process(0).awaitExit(DEADLINE);
            long took = (System.nanoTime() - began) / 1_000_000;
            // Then its followers go on elsewhere, spread over the window
            Await.until("all followers live again", SOON, () -> cluster.gauges("subscriptions_open") >= MANY);
            crowd.awaitProgress();
            cluster.startAgain(0);
            cluster.awaitWhole();
            Report report = crowd.finish();
            List<Outcome> drained = crowd.ends("DRAINING");
            List<Integer> spread = spread(drained);
            LOG.info(
                    "drained: journal={} exit={} exit-ms={} streams={} spread={} {} {}",
                    journal,
                    code,
                    took,
                    drained.size(),
                    spread,
                    report,
                    crowd);
            assertThat(report.violations()).isEmpty();
            assertThat(code).isZero();
            assertThat(drained).hasSizeBetween(MANY / NODES / 2, MANY);
            assertElsewhere(drained, spread, cluster);
        }
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldAskNoMoreOfClientsThanToTryAgainWhenEachNodeIsRestarted(String journal) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared);
                Crowd crowd = Crowd.of(cluster, 4, 12, random.split())) {
            for (int restart = 0; restart < RESTARTS; restart++) {
                crowd.awaitProgress();
                int node = restart % NODES;
                cluster.process(node).terminate();
                assertThat(cluster.process(node).awaitExit(DEADLINE)).isZero();
                cluster.startAgain(node);
                cluster.awaitWhole();
            }
            crowd.awaitProgress();
            Report report = crowd.finish();
            LOG.info("rolling restart: journal={} restarts={} {} {}", journal, RESTARTS, report, crowd);
            assertThat(report.violations()).isEmpty();
            assertThat(report.epochs()).isEqualTo(1);
            assertThat(crowd.failures().keySet())
                    .as("what writers were told")
                    .allMatch(end -> end.startsWith("UNAVAILABLE") || end.equals(Outcome.BROKEN));
        }
    }

    private static void assertElsewhere(List<Outcome> drained, List<Integer> spread, HubCluster cluster) {
        assertThat(drained.stream().filter(end -> !names(end, cluster.node(1), cluster.node(2))))
                .as("ends that do not name another node")
                .isEmpty();
        int fair = drained.size() / PARTS;
        assertThat(spread).allSatisfy(part -> assertThat(part).isBetween(fair / 2, fair * 2));
    }

    /** Whether an end says where to go on: at some of these nodes, and at no other. */
    private static boolean names(Outcome end, HubNode... others) {
        List<String> named = List.of(end.metadata().getOrDefault("nodes", "").split(",", -1));
        return Stream.of(others).map(HubNode::address).toList().containsAll(named);
    }

    /** How many were told to come back in each part of the window. */
    private static List<Integer> spread(List<Outcome> ends) {
        Integer[] parts = new Integer[PARTS];
        Arrays.fill(parts, 0);
        for (Outcome end : ends) {
            long part = end.retryAfter().toMillis() * PARTS / WINDOW.toMillis();
            parts[(int) Math.min(part, PARTS - 1)]++;
        }
        return List.of(parts);
    }
}
