package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HistoryChecker;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.LogStream;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Recorder;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.chaos.rig.Writer;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a process of the hub begins and ends. */
class LifeIT {

    private static final Logger LOG = LoggerFactory.getLogger(LifeIT.class);
    private static final int FOLLOWERS = 40;
    private static final Duration QUICKLY = Duration.ofSeconds(8);
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldRefuseAFolderThatAnotherHubUses() {
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start();
                HubProcess second = node.port(HubNode.in(folder).port()).launch()) {
            assertRefused(second, "in use by another hub");
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        HubNode node = HubNode.in(folder);
        try (ServerSocket taken = new ServerSocket(node.port(), 1, InetAddress.getLoopbackAddress());
                HubProcess hub = node.launch()) {
            assertRefused(hub, "cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void shouldEndOrderlyWithFollowersAndWritersAtWork() throws Exception {
        RandomGenerator random = Seed.of("LifeIT");
        HubNode node = HubNode.in(folder);
        Recorder recorder = new Recorder();
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node);
                NodeClient writing = NodeClient.of(node)) {
            List<LogStream> followers = IntStream.range(0, FOLLOWERS)
                    .mapToObj(i -> follow(client, recorder, i))
                    .toList();
            Writer writer = new Writer(1, () -> writing, List.of("a", "b"), recorder, random);
            CompletableFuture<Void> written = CompletableFuture.runAsync(writer);
            Await.until("writes", SOON, () -> writer.acknowledged() > 20);

            long began = System.nanoTime();
            hub.terminate();
            for (LogStream follower : followers) {
                Outcome outcome = follower.outcome(QUICKLY);
                assertThat(outcome.code()).as(outcome.toString()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(outcome.reason()).as(outcome.toString()).isEqualTo("DRAINING");
                assertThat(outcome.saysWhenToRetry()).isTrue();
            }
            assertThat(hub.awaitExit(QUICKLY)).isZero();
            LOG.info("{} followers and a writer, ended in {} ms", FOLLOWERS, (System.nanoTime() - began) / 1_000_000);
            writer.stop();
            written.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            for (String application : List.of("a", "b")) {
                assertThat(client.read(application, recorder.readsAll("auditor", "logs/" + application))
                                .ok())
                        .isTrue();
            }
            Report report = HistoryChecker.check(recorder.history());
            assertThat(report.violations()).as(report.toString()).isEmpty();
            assertThat(hub.alive()).isTrue();
        }
    }

    private static LogStream follow(NodeClient client, Recorder recorder, int number) {
        String application = number % 2 == 0 ? "a" : "b";
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .build();
        return client.stream(request, recorder.follows("follower " + number, "logs/" + application)::add);
    }

    private static void assertRefused(HubProcess hub, String what) {
        assertThat(hub.awaitExit(SOON)).isEqualTo(1);
        assertThat(hub.ready()).isFalse();
        String line = hub.errors().lines().reduce("", (before, next) -> next);
        assertThat(line).startsWith("yamabiko: ").contains(what);
        assertThat(hub.errors()).doesNotContain("\tat ", "Exception");
    }
}
