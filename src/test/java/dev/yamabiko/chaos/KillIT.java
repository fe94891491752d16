package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Follower;
import dev.yamabiko.chaos.rig.HistoryChecker;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Reading;
import dev.yamabiko.chaos.rig.Recorder;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.chaos.rig.Writer;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} at any moment, with writers and followers who go on afterwards as if it had been nothing. */
class KillIT {

    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int ROUNDS = Integer.getInteger("chaos.rounds", 3);
    private static final int ROUNDS_OF_A_FOLDER = 10;
    private static final int WRITERS = 4;
    private static final int LONGEST_LIFE_MS = 1_500;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SplittableRandom random = Seed.of("KillIT");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    void shouldLoseNothingThatWasAcknowledgedWhenTheHubIsKilled() throws Exception {
        for (int round = 1; round <= ROUNDS; round += ROUNDS_OF_A_FOLDER) {
            HubNode node = HubNode.in(folder).data(folder.resolve("data-" + round));
            Recorder all = new Recorder();
            int last = Math.min(ROUNDS, round + ROUNDS_OF_A_FOLDER - 1);
            for (int killed = round; killed <= last; killed++) {
                new Round(killed, node, all).run();
            }
            try (HubProcess hub = node.start();
                    NodeClient client = NodeClient.of(node)) {
                audit(client, all, IntStream.rangeClosed(round, last).boxed().toList(), "after all rounds");
                assertThat(hub.alive()).isTrue();
            }
        }
    }

    private static List<String> applications(int round) {
        return IntStream.range(0, 3).mapToObj(i -> "round-" + round + "-" + i).toList();
    }

    /** Reads everything of these rounds and checks it. */
    private static Report audit(NodeClient client, Recorder recorder, List<Integer> rounds, String when) {
        rounds.stream().flatMap(round -> applications(round).stream()).forEach(application -> {
            Outcome outcome = client.read(application, recorder.readsAll(when, "logs/" + application));
            assertThat(outcome.ok()).as(outcome.toString()).isTrue();
        });
        Report report = HistoryChecker.check(recorder.history());
        assertThat(report.violations()).as(report.toString()).isEmpty();
        return report;
    }

    /** One life of the hub, one death, and one life after. */
    private final class Round {
        private final int number;
        private final HubNode node;
        private final Recorder all;
        private final Recorder recorder = new Recorder();
        private final RandomGenerator chance = random.split();
        private final List<Writer> writers = new ArrayList<>();
        private final List<CompletableFuture<Void>> writing = new ArrayList<>();
        private final List<Follower> followers = new ArrayList<>();

        Round(int number, HubNode node, Recorder all) {
            this.number = number;
            this.node = node;
            this.all = all;
        }

        void run() throws Exception {
            try (NodeClient client = NodeClient.of(node);
                    NodeClient reading = NodeClient.of(node)) {
                String epoch = live(client, reading);
                dieInTheMidstOfStarting();
                long began = System.nanoTime();
                try (HubProcess hub = node.start()) {
                    long ready = (System.nanoTime() - began) / 1_000_000;
                    client.reconnect();
                    assertThat(client.node().getEpoch()).isEqualTo(epoch);
                    goOn();
                    Report report = audit(client, recorder, List.of(number), "after the kill");
                    catchUp();
                    assertThat(HistoryChecker.check(recorder.history()).violations())
                            .isEmpty();
                    recorder.history().sent().forEach(all::keep);
                    LOG.info("round {}: ready again in {} ms, {}", number, ready, report);
                    assertThat(hub.alive()).isTrue();
                }
                followers.forEach(Follower::close);
            }
        }

        /** Until it is killed at some moment, once something was acknowledged. */
        private String live(NodeClient client, NodeClient reading) throws Exception {
            try (HubProcess hub = node.start()) {
                String epoch = client.node().getEpoch();
                List<String> applications = applications(number);
                for (int id = 0; id < WRITERS; id++) {
                    Writer writer = new Writer(id, () -> client, applications, recorder, random.split());
                    writers.add(writer);
                    writing.add(CompletableFuture.runAsync(writer, threads));
                }
                applications.forEach(application ->
                        followers.add(new Follower("follower", application, () -> reading, recorder, scheduler)));
                Await.until("a first acknowledgement", SOON, () -> recorder.acknowledged() > 0);
                scheduler
                        .schedule(hub::kill, chance.nextInt(LONGEST_LIFE_MS), TimeUnit.MILLISECONDS)
                        .get();
                return epoch;
            }
        }

        /** Sometimes it is killed again, on its way back. */
        private void dieInTheMidstOfStarting() throws Exception {
            if (chance.nextBoolean()) {
                try (HubProcess hub = node.launch()) {
                    scheduler
                            .schedule(hub::kill, chance.nextInt(LONGEST_LIFE_MS), TimeUnit.MILLISECONDS)
                            .get();
                }
            }
        }

        /** All writers get on, and stop. */
        private void goOn() throws Exception {
            List<Integer> before = writers.stream().map(Writer::acknowledged).toList();
            for (int id = 0; id < WRITERS; id++) {
                Writer writer = writers.get(id);
                int calls = before.get(id);
                CompletableFuture<Void> failed = writing.get(id);
                Await.until("writers go on", SOON, () -> writer.acknowledged() > calls || failed.isDone());
                writer.stop();
            }
            CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
        }

        /** Followers see all that the audit saw. */
        private void catchUp() {
            for (Reading whole : recorder.history().readings()) {
                followers.stream()
                        .filter(follower -> whole.whole() && follower.topic().equals(whole.topic()))
                        .forEach(follower -> Await.until(
                                "follower at " + whole.last() + ", ended with " + follower.end(),
                                SOON,
                                () -> follower.last() == whole.last()));
            }
            assertThat(followers).allMatch(follower -> follower.resumes() > 0);
        }
    }
}
