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
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A reader that was too slow for retention: it is told what it lost, and never left to guess. */
class RetentionIT {

    private static final int COUNT = 50_000;
    private static final int KEPT = 1_000;
    private static final String TOPIC = "logs/passed";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Recorder recorder = new Recorder();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldTellAFollowerThatRetentionHasPassedItWhatItLost() {
        HubNode node = HubNode.in(folder).config("""
                stream:
                  window-bytes: 65536
                logs:
                  retention-entries: 1000
                  retention-interval-seconds: 1
                """);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node);
                NodeClient strict = NodeClient.of(node);
                NodeClient lenient = NodeClient.of(node)) {
            // Given two followers that do not read, and retention that does not wait for them
            Reading seen = recorder.follows("strict", TOPIC);
            Reading skipped = recorder.follows("lenient", TOPIC);
            LogStream first = LogStream.lines(strict.channel(), follow(false), 0, seen::add);
            LogStream second = LogStream.lines(lenient.channel(), follow(true), 0, skipped::add);
            assertThat(client.collect(Entries.of("passed", 1).range(1, COUNT)).ok())
                    .isTrue();
            recorder.sending(TOPIC, 1, 1).add(COUNT).acknowledge();
            Await.until("retention", SOON, () -> earliest(client) > COUNT - 2 * KEPT);
            // When they read after all
            first.request(LogStream.EVERYTHING);
            second.request(LogStream.EVERYTHING);
            // Then both get what was on its way, and one word about what was lost
            assertExpired(first.outcome(SOON), client);
            assertThat(seen.last()).isBetween(1L, earliest(client) - 2);
            Await.until("the rest", SOON, () -> skipped.last() == COUNT);
            assertThat(skipped.runs())
                    .filteredOn(run -> run.writer() == Reading.SKIPPED)
                    .hasSize(1);
            assertThat(HistoryChecker.check(recorder.history()).violations()).isEmpty();
            second.cancel();
            assertResume(client, seen.last());
            assertThat(hub.alive()).isTrue();
        }
    }

    /** The same for those who come back too late. */
    private static void assertResume(NodeClient client, long after) {
        LogStreamRequest.Builder request = LogStreamRequest.newBuilder().setApplication("passed");
        request.getResumeBuilder().putAfter(TOPIC, after);
        Reading reading = new Reading("resumed", TOPIC, false);
        assertExpired(client.stream(request.build(), reading::add).outcome(SOON), client);
        assertThat(reading.count()).isZero();

        request.getResumeBuilder().setSkipGap(true);
        Outcome outcome = client.stream(request.build(), reading::add).outcome(SOON);
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
        long earliest = reading.runs().get(1).offset();
        assertThat(reading.runs())
                .containsExactly(
                        new Reading.Run(after + 1, Reading.SKIPPED, 0, earliest - after - 1),
                        new Reading.Run(earliest, 1, earliest, COUNT - earliest + 1));
    }

    private static void assertExpired(Outcome outcome, NodeClient client) {
        assertThat(outcome.code()).as(outcome.toString()).isEqualTo(Status.Code.OUT_OF_RANGE);
        assertThat(outcome.reason()).isEqualTo("HISTORY_EXPIRED");
        assertThat(outcome.metadata()).containsEntry("topic", TOPIC);
        assertThat(Long.parseLong(outcome.metadata().get("earliest_offset")))
                .isBetween(COUNT - 2L * KEPT, earliest(client));
    }

    private static long earliest(NodeClient client) {
        Reading reading = new Reading("", TOPIC, false);
        client.read("passed", reading);
        return reading.runs().isEmpty() ? 0 : reading.runs().get(0).offset();
    }

    private static LogStreamRequest follow(boolean skipGap) {
        LogStreamRequest.Builder request =
                LogStreamRequest.newBuilder().setApplication("passed").setFollow(true);
        request.getResumeBuilder().setSkipGap(skipGap);
        return request.build();
    }
}
