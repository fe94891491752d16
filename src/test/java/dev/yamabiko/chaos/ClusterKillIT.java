package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Crowd;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} of one node after the other, which comes back, while clients move to the others by themselves. */
class ClusterKillIT {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterKillIT.class);
    private static final int ROUNDS = Math.min(50, Integer.getInteger("chaos.rounds", 3));
    private static final int NODES = 3;
    private static final int WRITERS = 4;
    private static final int FOLLOWERS = 12;
    private static final int LONGEST_LIFE_MS = 3_000;
    private static final int LONGEST_DEATH_MS = 2_000;

    private final SplittableRandom random = Seed.of("ClusterKillIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("hazelcast");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldLoseNothingThatWasAcknowledgedWhenNodesAreKilled(String journal) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared);
                Crowd crowd = Crowd.of(cluster, WRITERS, FOLLOWERS, random.split())) {
            crowd.awaitProgress();
            long back = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                Await.passing(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MS)));
                int victim = random.nextInt(NODES);
                cluster.kill(victim);
                Await.passing(Duration.ofMillis(random.nextInt(LONGEST_DEATH_MS)));
                long began = System.nanoTime();
                cluster.startAgain(victim);
                cluster.awaitWhole();
                back += (System.nanoTime() - began) / 1_000_000;
                crowd.awaitProgress();
            }
            Report report = crowd.finish();
            LOG.info(
                    "killed nodes: journal={} rounds={} back-ms={} {} {}",
                    journal,
                    ROUNDS,
                    back / ROUNDS,
                    report,
                    crowd);
            assertThat(report.violations()).isEmpty();
            assertThat(report.epochs())
                    .as("epochs, with one node down at a time")
                    .isEqualTo(1);
            assertThat(crowd.ends()).isNotEmpty();
        }
    }
}
