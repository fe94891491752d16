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
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Sent;
import dev.yamabiko.chaos.rig.Upload;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Leaving a stream at every record there is, and coming back. */
class ResumeIT {

    private static final int BOUNDARIES = 1_000;
    private static final int AT_A_TIME = 25;
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Recorder recorder = new Recorder();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldGoOnExactlyWhereTheStreamWasLeftAtEachOfAThousandRecords() {
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            // Given a history of many blocks
            for (int first = 1; first <= BOUNDARIES; first += AT_A_TIME) {
                assertThat(client.collect(Entries.of("history", 1).range(first, first + AT_A_TIME - 1))
                                .ok())
                        .isTrue();
            }
            recorder.sending("logs/history", 1, 1).add(BOUNDARIES).acknowledge();
            String epoch = client.node().getEpoch();
            for (int seen = 1; seen <= BOUNDARIES; seen++) {
                Reading reading = recorder.readsAll("left after " + seen, "logs/history");
                // When a reader takes so many and leaves, and another call goes on after them
                LogStream first =
                        LogStream.lines(client.channel(), after("history", epoch, 0, true), seen, reading::add);
                leave(first, reading, seen);
                Outcome rest = client.stream(after("history", epoch, seen, false), reading::add)
                        .outcome(SOON);
                assertThat(rest.ok()).as(rest.toString()).isTrue();
            }
            // Then both together are the history, each time
            assertClean();
            assertThat(hub.alive()).isTrue();
        }
    }

    @Test
    void shouldGoOnExactlyWhereTheStreamWasLeftWhileOthersWrite() {
        RandomGenerator random = Seed.of("ResumeIT");
        HubNode node = HubNode.in(folder);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node);
                NodeClient writing = NodeClient.of(node)) {
            Reading reading = recorder.follows("leaver", "logs/live");
            String epoch = client.node().getEpoch();
            long written = 0;
            for (int left = 0; left < BOUNDARIES; left++) {
                // Given a reader near the end of the topic, who comes before or after others write
                int wanted = random.nextInt(1, 6);
                long goal = reading.last() + wanted;
                LogStreamRequest request = after("live", epoch, reading.last(), true);
                boolean early = random.nextBoolean();
                LogStream stream = early ? LogStream.lines(client.channel(), request, wanted, reading::add) : null;
                long until = Math.max(written + 1, goal + random.nextInt(3));
                Sent sent = recorder.sending("logs/live", 1, written + 1).add((int) (until - written));
                Upload upload = writing.upload();
                Entries.of("live", 1).range(written + 1, until).forEachRemaining(upload::send);
                upload.halfClose();
                // When he takes so many and leaves
                leave(early ? stream : LogStream.lines(client.channel(), request, wanted, reading::add), reading, goal);
                assertThat(upload.outcome().ok()).isTrue();
                sent.acknowledge();
                written = until;
            }
            // Then he has seen everything once
            assertThat(client.read("live", recorder.readsAll("auditor", "logs/live"))
                            .ok())
                    .isTrue();
            assertClean();
            assertThat(hub.alive()).isTrue();
        }
    }

    /** Leaves a stream after the record with that offset. */
    private static void leave(LogStream stream, Reading reading, long goal) {
        Await.until("record " + goal, SOON, () -> reading.last() >= goal || stream.over());
        stream.cancel();
        assertThat(reading.last()).as(stream.outcome(SOON).toString()).isEqualTo(goal);
    }

    private static LogStreamRequest after(String application, String epoch, long offset, boolean follow) {
        LogStreamRequest.Builder request =
                LogStreamRequest.newBuilder().setApplication(application).setFollow(follow);
        request.getResumeBuilder().setEpoch(epoch).putAfter("logs/" + application, offset);
        return request.build();
    }

    private void assertClean() {
        Report report = HistoryChecker.check(recorder.history());
        assertThat(report.violations()).as(report.toString()).isEmpty();
    }
}
