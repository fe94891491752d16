package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yamabiko.chaos.rig.Crowd;
import dev.yamabiko.chaos.rig.Echo;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Network;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node whose cable to the others and to the database is pulled, and plugged in again; clients reach it meanwhile, or
 * do not.
 */
class CutOffIT {

    private static final Logger LOG = LoggerFactory.getLogger(CutOffIT.class);
    private static final int ROUNDS = Rounds.LONG ? 10 : 1;
    private static final Duration CUT = Duration.ofSeconds(Rounds.LONG ? 60 : 15);
    private static final Duration WITHOUT_IT = Duration.ofSeconds(20);
    private static final Duration HEALED = Duration.ofSeconds(10);
    private static final Duration AT_FIRST = Duration.ofSeconds(30);
    private static final int NODES = 3;
    private static final int WRITERS = 3;
    private static final int FOLLOWERS = 9;

    private final SplittableRandom random = Seed.of("CutOffIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("postgres");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldKeepOneOrderWhenANodeIsCutOffAndComesBack(String journal) {
        assumeTrue(Network.possible(), "network namespaces: for Linux and root");
        try (Network network = Network.of(NODES);
                Shared shared = Shared.start(journal, folder, network.gateway());
                HubCluster cluster = HubCluster.start(folder, network, shared);
                Echo echo = new Echo(cluster);
                Crowd crowd = Crowd.of(cluster, WRITERS, FOLLOWERS, random.split())) {
            echo.awaitEverywhere(AT_FIRST);
            List<Long> healed = new ArrayList<>();
            List<Long> without = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                crowd.awaitProgress();
                int victim = random.nextInt(NODES);
                long cut = System.nanoTime();
                cut(network, victim);
                without.add(echo.awaitWithout(victim, WITHOUT_IT).toMillis());
                Await.passing(CUT.minusNanos(System.nanoTime() - cut));
                network.heal(victim);
                healed.add(echo.awaitEverywhere(HEALED).toMillis());
                LOG.info("healed node {}: round={} journal={} live-ms={}", victim + 1, round, journal, healed);
            }
            crowd.awaitProgress();
            Report report = crowd.finish();
            LOG.info(
                    "cut-off nodes: journal={} rounds={} seconds={} others-live-ms={} live-ms={} {} {}",
                    journal,
                    ROUNDS,
                    CUT.toSeconds(),
                    without,
                    healed,
                    report,
                    crowd);
            assertThat(report.violations()).isEmpty();
            assertThat(shared.keepsOneHistory() ? report.epochs() : 1).isEqualTo(1);
        }
    }

    private void cut(Network network, int victim) {
        network.cut(victim);
        if (random.nextBoolean()) {
            network.cutClients(victim);
        }
    }
}
