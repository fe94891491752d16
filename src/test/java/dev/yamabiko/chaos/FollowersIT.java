package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.yamabiko.chaos.rig.Sent;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many followers of one writer, and one that never reads. */
@Tag("measures")
class FollowersIT {

    private static final Logger LOG = LoggerFactory.getLogger(FollowersIT.class);
    private static final int FOLLOWERS = 100;
    private static final int CONNECTIONS = 4;
    private static final int COUNT = Math.min(2_000_000, 100_000 * Integer.getInteger("soak.rounds", 1));
    private static final int FEW_HUNDRED_KB = 300 << 10;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60 + COUNT / 2_000);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldDeliverToAHundredFollowersAsIfTheOneThatNeverReadsWereNotThere() {
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start();
                NodeClient lazy = NodeClient.of(node)) {
            warmUp(node);
            long without = broadcast(node, "without");
            long before = hub.residentBytes();

            Recorder recorder = new Recorder();
            Reading reading = recorder.follows("lazy", "logs/with");
            LogStream stalled = LogStream.lines(lazy.channel(), follow("with"), 0, reading::add);
            long with = broadcast(node, "with");

            long held = lazy.gauge("outbound_bytes");
            LOG.info(
                    "{} followers, {} entries: {} ms; with one that never reads {} ms, ratio {}",
                    FOLLOWERS,
                    COUNT,
                    without,
                    with,
                    (double) with / without);
            LOG.info(
                    "held for it: {} bytes; rss {} MiB, then {} MiB; cpu {} ms",
                    held,
                    before >> 20,
                    hub.residentBytes() >> 20,
                    hub.cpu().toMillis());
            assertThat(held).isLessThanOrEqualTo(FEW_HUNDRED_KB);
            assertThat(reading.count()).isZero();

            stalled.request(LogStream.EVERYTHING);
            Await.until("the follower that did not read has everything", LONGEST, () -> reading.last() >= COUNT);
            recorder.sending("logs/with", 1, 1).add(COUNT).acknowledge();
            assertClean(recorder);
            stalled.cancel();
        }
    }

    /** Writes everything to all followers; how long it took from the first entry to the last follower, milliseconds. */
    private static long broadcast(HubNode node, String application) {
        Recorder recorder = new Recorder();
        List<NodeClient> clients = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> NodeClient.of(node))
                .toList();
        try (NodeClient writer = NodeClient.of(node)) {
            List<Reading> readings = IntStream.range(0, FOLLOWERS)
                    .mapToObj(i -> recorder.follows("follower " + i, "logs/" + application))
                    .toList();
            for (int i = 0; i < FOLLOWERS; i++) {
                LogStream stream = clients.get(i % CONNECTIONS).stream(follow(application), readings.get(i)::add);
                stream.epoch(SOON);
            }
            long began = System.nanoTime();
            Sent sent = recorder.sending("logs/" + application, 1, 1).add(COUNT);
            Outcome outcome = writer.collect(Entries.of(application, 1).range(1, COUNT));
            assertThat(outcome.ok()).as(outcome.toString()).isTrue();
            sent.acknowledge();
            Await.until(
                    "followers have everything",
                    LONGEST,
                    () -> readings.stream().allMatch(r -> r.last() >= COUNT));
            long took = (System.nanoTime() - began) / 1_000_000;
            assertThat(writer.read(application, recorder.readsAll("auditor", "logs/" + application))
                            .ok())
                    .isTrue();
            assertClean(recorder);
            return took;
        } finally {
            clients.forEach(NodeClient::close);
        }
    }

    private static void warmUp(HubNode node) {
        try (NodeClient client = NodeClient.of(node)) {
            for (int i = 0; i < 10; i++) {
                client.collect(Entries.of("warm", i).range(1, 2_000));
                client.read("warm", new Reading("", "", false));
            }
        }
    }

    private static LogStreamRequest follow(String application) {
        return LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .build();
    }

    private static void assertClean(Recorder recorder) {
        Report report = HistoryChecker.check(recorder.history());
        assertThat(report.violations()).as(report.toString()).isEmpty();
    }
}
