package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Crowd;
import dev.yamabiko.chaos.rig.Echo;
import dev.yamabiko.chaos.rig.HubCluster;
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

/** A node that stands still for longer than its peers wait, and then goes on as if no time had passed. */
class FreezeIT {

    private static final Logger LOG = LoggerFactory.getLogger(FreezeIT.class);
    private static final int ROUNDS = Rounds.LONG ? 10 : 1;
    private static final Duration FROZEN = Duration.ofSeconds(Rounds.LONG ? 30 : 12);
    private static final Duration WITHOUT_IT = Duration.ofSeconds(20);
    private static final Duration HEALED = Duration.ofSeconds(10);
    private static final Duration AT_FIRST = Duration.ofSeconds(30);
    private static final int NODES = 3;
    private static final int WRITERS = 3;
    private static final int FOLLOWERS = 9;

    private final SplittableRandom random = Seed.of("FreezeIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("hazelcast");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldKeepOneOrderWhenANodeStandsStillAndGoesOn(String journal) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared);
                Echo echo = new Echo(cluster);
                Crowd crowd = Crowd.of(cluster, WRITERS, FOLLOWERS, random.split())) {
            echo.awaitEverywhere(AT_FIRST);
            List<Long> healed = new ArrayList<>();
            List<Long> without = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                crowd.awaitProgress();
                int victim = random.nextInt(NODES);
                long frozen = System.nanoTime();
                cluster.process(victim).freeze();
                without.add(echo.awaitWithout(victim, WITHOUT_IT).toMillis());
                Await.passing(FROZEN.minusNanos(System.nanoTime() - frozen));
                cluster.process(victim).thaw();
                healed.add(echo.awaitEverywhere(HEALED).toMillis());
                LOG.info("thawed node {}: round={} journal={} live-ms={}", victim + 1, round, journal, healed);
            }
            crowd.awaitProgress();
            Report report = crowd.finish();
            LOG.info(
                    "frozen nodes: journal={} rounds={} seconds={} others-live-ms={} live-ms={} {} {}",
                    journal,
                    ROUNDS,
                    FROZEN.toSeconds(),
                    without,
                    healed,
                    report,
                    crowd);
            assertThat(report.violations()).isEmpty();
            assertThat(shared.keepsOneHistory() ? report.epochs() : 1).isEqualTo(1);
        }
    }
}
