package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Crowd;
import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.Upload;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} of the database under load. */
class DatabaseKillIT {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseKillIT.class);
    private static final int ROUNDS = Math.min(20, Integer.getInteger("chaos.rounds", 3));
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int LONGEST_LIFE_MS = 3_000;
    private static final int LONGEST_DEATH_MS = 6_000;
    private static final int NODES = 2;
    private static final int WRITERS = 4;
    private static final int FOLLOWERS = 6;

    private final SplittableRandom random = Seed.of("DatabaseKillIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldSayUnavailableWhileTheDatabaseIsDeadAndGoOnByItself() {
        try (Shared shared = Shared.start("postgres", folder);
                HubCluster cluster = HubCluster.start(folder, NODES, shared);
                Crowd crowd = Crowd.of(cluster, WRITERS, FOLLOWERS, random.split())) {
            List<Long> recovered = new ArrayList<>();
            for (int round = 1; round <= ROUNDS; round++) {
                crowd.awaitProgress();
                Await.passing(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MS)));
                shared.database().kill();
                for (int node = 0; node < NODES; node++) {
                    Outcome outcome = publish(cluster.client(node), round);
                    assertThat(outcome.code()).as(outcome.toString()).isEqualTo(Status.Code.UNAVAILABLE);
                }
                Await.passing(Duration.ofMillis(random.nextInt(LONGEST_DEATH_MS)));
                shared.database().startAgain();
                long began = System.nanoTime();
                crowd.awaitProgress();
                cluster.awaitWhole();
                recovered.add((System.nanoTime() - began) / 1_000_000);
            }
            Report report = crowd.finish();
            LOG.info("killed database: rounds={} recovered-ms={} {} {}", ROUNDS, recovered, report, crowd);
            assertThat(report.violations()).isEmpty();
            assertThat(report.epochs()).isEqualTo(1);
        }
    }

    private static Outcome publish(NodeClient client, int number) {
        Upload upload = client.upload("while-dead/" + number, ANSWER);
        upload.sendNow(Entries.of("while-dead", 1).entry(number));
        return upload.outcome();
    }
}
