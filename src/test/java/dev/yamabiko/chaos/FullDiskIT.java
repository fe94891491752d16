package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HistoryChecker;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.LogStream;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Reading;
import dev.yamabiko.chaos.rig.Recorder;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Sent;
import dev.yamabiko.chaos.rig.SmallDisk;
import dev.yamabiko.chaos.rig.Upload;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.chaos.rig.Writer;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A journal that has no room: nothing is acknowledged that is not kept, and all is well when there is room again. */
class FullDiskIT {

    private static final int CALL = 500;
    private static final int REFUSALS = 1 + Integer.getInteger("chaos.rounds", 3);

    /** Each takes a journal that fills up, and a round of retention. */
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(30 + 10L * REFUSALS);

    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String TOPIC = "logs/full";

    private final Recorder recorder = new Recorder();
    private final Entries entries = Entries.of("full", 1);
    private long next = 1;

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldRefuseEntriesWhileTheJournalIsAtItsBoundUntilRetentionMakesRoom() {
        HubNode node = HubNode.in(folder).config("""
                journal:
                  max-bytes: 2097152
                logs:
                  retention-entries: 1000
                  retention-interval-seconds: 4
                """);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            Reading follower = recorder.readsAll("follower", TOPIC);
            LogStream stream = client.stream(request().setFollow(true).build(), follower::add);
            // Given that retention was just there, and comes again in some seconds
            for (int call = 0; call < 4; call++) {
                assertThat(send(client).ok()).isTrue();
            }
            Await.until("retention", SOON, () -> earliest(client) > 1);

            assertRefused(fill(client));
            Await.until("health: not serving", ANSWER, () -> !client.serving());
            assertThat(client.read("full", new Reading("", TOPIC, false)).ok()).isTrue();

            Await.until("health: serving", SOON, client::serving);
            Await.until("an acknowledgement", SOON, () -> send(client).ok());
            Await.until("the follower has everything", SOON, () -> follower.last() == last(client));
            assertClean();
            stream.cancel();
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldKeepOfARefusedCallNothingButItsFirstPart() throws Exception {
        RandomGenerator random = Seed.of("FullDiskIT");
        HubNode node = HubNode.in(folder).config("""
                journal:
                  max-bytes: 1048576
                logs:
                  retention-bytes: 300000
                  retention-interval-seconds: 1
                """);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            Reading follower = recorder.readsAll("follower", TOPIC);
            LogStream stream = client.stream(request().setFollow(true).build(), follower::add);
            List<Writer> writers = new ArrayList<>();
            List<CompletableFuture<Void>> writing = new ArrayList<>();
            for (int id = 2; id < 5; id++) {
                Writer writer = new Writer(
                        id, () -> client, List.of("full"), recorder, new SplittableRandom(random.nextLong()));
                writers.add(writer);
                writing.add(CompletableFuture.runAsync(writer, FullDiskIT::onThreadOfItsOwn));
            }
            Await.until(
                    "refusals, or the end of a writer",
                    REFUSED_WITHIN,
                    () -> writers.stream().allMatch(writer -> writer.refused() >= REFUSALS)
                            || writing.stream().anyMatch(CompletableFuture::isDone));
            writers.forEach(Writer::stop);
            CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
            Await.until("health: serving", SOON, client::serving);
            Await.until("the follower has everything", SOON, () -> follower.last() == last(client));
            assertClean();
            stream.cancel();
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldRefuseEntriesWhileTheDiskIsFullAndGoOnByItselfWhenThereIsRoom() throws IOException {
        assumeThat(SmallDisk.possible())
                .as("may mount a file system (root on Linux)")
                .isTrue();
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 12)) {
            Path ballast = Files.write(disk.folder().resolve("ballast"), new byte[6 << 20]);
            HubNode node = HubNode.in(folder).data(disk.folder().resolve("data"));
            try (HubProcess hub = node.start();
                    NodeClient client = NodeClient.of(node)) {
                assertRefused(fill(client));
                assertRefused(endless(client));
                Await.until("health: not serving", ANSWER, () -> !client.serving());
                read(client, "while the disk is full");
                hub.kill();
            }
            try (HubProcess hub = node.start();
                    NodeClient client = NodeClient.of(node)) {
                Await.until("health: not serving", ANSWER, () -> !client.serving());
                read(client, "after a kill on the full disk");
                Files.delete(ballast);
                Await.until("health: serving", SOON, client::serving);
                for (int call = 0; call < 4; call++) {
                    assertThat(send(client).ok()).isTrue();
                }
                hub.terminate();
                assertThat(hub.awaitExit(SOON)).isZero();
            }
            try (HubProcess hub = node.start();
                    NodeClient client = NodeClient.of(node)) {
                assertThat(client.read("full", recorder.readsAll("auditor", TOPIC))
                                .ok())
                        .isTrue();
                assertClean();
                assertThat(hub.alive()).isTrue();
            }
        }
    }

    private void read(NodeClient client, String when) {
        Outcome outcome = client.read("full", recorder.follows(when, TOPIC));
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
    }

    /** The common pool may be a single thread. */
    private static void onThreadOfItsOwn(Runnable writer) {
        new Thread(writer).start();
    }

    /** Calls until one is refused; how. */
    private Outcome fill(NodeClient client) {
        long deadline = System.nanoTime() + SOON.toNanos();
        Outcome outcome = send(client);
        while (outcome.ok() && System.nanoTime() < deadline) {
            outcome = send(client);
        }
        return outcome;
    }

    private Outcome send(NodeClient client) {
        Sent sent = recorder.sending(TOPIC, 1, next).add(CALL);
        Outcome outcome = client.collect(entries.range(next, next + CALL - 1));
        next += CALL;
        if (outcome.ok()) {
            sent.acknowledge();
        }
        return outcome;
    }

    /** A call that does not end by itself; it is told in the midst of it that there is no room. */
    private Outcome endless(NodeClient client) {
        long began = System.nanoTime();
        Sent sent = recorder.sending(TOPIC, 1, next);
        Upload upload = client.upload();
        while (upload.send(entries.entry(next))) {
            sent.add(1);
            next++;
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ANSWER);
        return upload.outcome();
    }

    private static void assertRefused(Outcome outcome) {
        assertThat(outcome.code()).as(outcome.toString()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(outcome.reason()).isEqualTo("JOURNAL_UNAVAILABLE");
        assertThat(outcome.saysWhenToRetry()).isTrue();
    }

    private static long earliest(NodeClient client) {
        Reading reading = new Reading("", TOPIC, false);
        client.read("full", reading);
        return reading.runs().get(0).offset();
    }

    private static long last(NodeClient client) {
        Reading reading = new Reading("", TOPIC, false);
        client.stream(request().setTail(1).build(), reading::add).outcome(SOON);
        return reading.last();
    }

    private static LogStreamRequest.Builder request() {
        return LogStreamRequest.newBuilder().setApplication("full");
    }

    private void assertClean() {
        Report report = HistoryChecker.check(recorder.history());
        assertThat(report.violations()).as(report.toString()).isEmpty();
    }
}
