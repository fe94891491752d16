package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HistoryChecker;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Link;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Reading;
import dev.yamabiko.chaos.rig.Recorder;
import dev.yamabiko.chaos.rig.Report;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.Upload;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import io.grpc.Status;
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

/** Calls whose replies are cut, sent again with the same key to another node. */
class RetryIT {

    private static final Logger LOG = LoggerFactory.getLogger(RetryIT.class);
    private static final int ROUNDS = 10 * Integer.getInteger("chaos.rounds", 3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final String APPLICATION = "retry";
    private static final String TOPIC = "logs/" + APPLICATION;
    private static final int MOST = 200;

    private final SplittableRandom random = Seed.of("RetryIT");
    private final Recorder recorder = new Recorder();
    private final Entries entries = Entries.of(APPLICATION, 1);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("postgres,hazelcast");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldKeepOneCopyOfACallThatIsSentAgainToAnotherNode(String journal) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, 2, shared);
                Link link = new Link(cluster.node(0).port());
                NodeClient cut = NodeClient.at(link.port())) {
            Reading seen = recorder.follows("follower", TOPIC);
            LogStreamRequest request = LogStreamRequest.newBuilder()
                    .setApplication(APPLICATION)
                    .setFollow(true)
                    .build();
            var following = cluster.client(1).stream(request, seen::add);
            long written = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                int count = random.nextInt(1, MOST);
                round(cut, link, cluster.client(1), seen, written + 1, count);
                written += count;
            }
            following.cancel();
            for (int node = 0; node < cluster.size(); node++) {
                String auditor = "auditor on node " + (node + 1);
                assertThat(cluster.client(node)
                                .read(APPLICATION, recorder.readsAll(auditor, TOPIC))
                                .ok())
                        .isTrue();
            }
            Report report = HistoryChecker.check(recorder.history());
            LOG.info("cut replies: journal={} rounds={} {}", journal, ROUNDS, report);
            assertThat(report.violations()).as(report.toString()).isEmpty();
        }
    }

    /** One call of which everything, or a first part, gets through, but no answer comes back. */
    private void round(NodeClient cut, Link link, NodeClient other, Reading seen, long first, int count) {
        String key = "call-" + first;
        boolean whole = random.nextBoolean();
        int part = whole ? count : random.nextInt(1, count + 1);
        cut.reconnect();
        cut.node();
        link.hold();
        Upload upload = cut.upload(key, ANSWER);
        entries.range(first, first + part - 1).forEachRemaining(upload::send);
        if (whole) {
            upload.halfClose();
        }
        Await.until("the call is kept", ANSWER, () -> seen.last() >= first + part - 1);
        link.cut(random.nextBoolean());
        assertThat(upload.outcome().code()).isEqualTo(Status.Code.UNAVAILABLE);

        Upload again = other.upload(key, ANSWER);
        entries.range(first, first + count - 1).forEachRemaining(again::send);
        assertThat(again.finish().ok()).as(again.outcome().toString()).isTrue();
        assertThat(again.result().getIndexedCount()).isEqualTo(count);
        assertThat(again.result().getLastOffsetsMap()).containsEntry(TOPIC, first + count - 1);
        recorder.sending(TOPIC, 1, first)
                .add(count)
                .acknowledge(again.epoch(), again.result().getLastOffsetsOrThrow(TOPIC));
    }
}
