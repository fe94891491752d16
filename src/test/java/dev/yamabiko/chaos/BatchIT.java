package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.BatchUpload;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.batch.v1.BatchItem;
import dev.yamabiko.proto.batch.v1.BatchProgress;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.proto.notification.v1.SendNotificationRequest;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A large batch, whose hub is killed again and again: sent again under its key, each item is done once. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BatchIT {

    private static final Logger LOG = LoggerFactory.getLogger(BatchIT.class);
    private static final int ITEMS = Rounds.LONG ? 100_000 : 20_000;
    private static final int KILLS = Rounds.LONG ? 10 : 2;
    private static final int LONGEST_LIFE_MS = Rounds.LONG ? 4_000 : 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final SplittableRandom random = Seed.of("BatchIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldDoEachItemOnceHoweverOftenTheHubIsKilled() {
        HubNode node = HubNode.in(folder).config("logs: {own-entries: false}\nbatches: {progress-ms: 20}\n");
        for (int kill = 0; kill < KILLS; kill++) {
            try (HubProcess hub = node.start();
                    NodeClient client = NodeClient.of(node)) {
                BatchUpload batch = BatchUpload.send(client.channel(), "bulk", items());
                Await.passing(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MS)));
                hub.kill();
                assertThat(batch.end(PATIENCE).getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.OK);
            }
        }
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            BatchProgress last = finish(client);
            BatchProgress again = finish(client);

            LOG.info("batch: items={} kills={} {} again={}", ITEMS, KILLS, summary(last), summary(again));
            assertThat(last.getReceived()).isEqualTo(ITEMS);
            assertThat(last.getSkipped() + last.getSucceeded()).isEqualTo(ITEMS - ITEMS / 100);
            assertThat(last.getFailuresMap()).isEqualTo(Map.of("INVALID_REQUEST", (long) ITEMS / 100));
            assertThat(again.getSkipped()).isEqualTo(ITEMS - ITEMS / 100);
            assertThat(again.getSucceeded()).isZero();
            assertThat(published(client)).isEqualTo(expected());
            assertThat(hub.alive()).isTrue();
        }
    }

    private static BatchProgress finish(NodeClient client) {
        BatchUpload batch = BatchUpload.send(client.channel(), "bulk", items());
        assertThat(batch.end(PATIENCE).getCode()).isEqualTo(Status.Code.OK);
        List<BatchProgress> heard = batch.heard();
        for (int i = 1; i < heard.size(); i++) {
            assertThat(handled(heard.get(i))).isGreaterThanOrEqualTo(handled(heard.get(i - 1)));
        }
        BatchProgress last = heard.get(heard.size() - 1);
        assertThat(last.getDone()).isTrue();
        return last;
    }

    private static long handled(BatchProgress progress) {
        return progress.getSucceeded() + progress.getFailed() + progress.getSkipped();
    }

    /** One in a hundred breaks a rule, one in ten is a notification, all others are log entries. */
    private static Iterator<BatchItem> items() {
        return IntStream.rangeClosed(1, ITEMS).mapToObj(BatchIT::item).iterator();
    }

    private static BatchItem item(int number) {
        if (number % 10 == 5) {
            return BatchItem.newBuilder()
                    .setNotify(SendNotificationRequest.newBuilder()
                            .addUserIds("user-" + number % 100)
                            .setType("bulk"))
                    .build();
        }
        LogEntry.Builder entry = LogEntry.newBuilder().setApplication("bulk").setMessage(Integer.toString(number));
        return BatchItem.newBuilder()
                .setPublish(number % 100 == 0 ? entry.setLevel("LOUD") : entry)
                .build();
    }

    private static List<Integer> expected() {
        return IntStream.rangeClosed(1, ITEMS)
                .filter(number -> number % 10 != 5 && number % 100 != 0)
                .boxed()
                .toList();
    }

    /** What is kept, sorted: items that were under way when the hub was killed are done later than others. */
    private static List<Integer> published(NodeClient client) {
        List<Integer> numbers = new ArrayList<>();
        LogServiceGrpc.newBlockingStub(client.channel())
                .streamLogs(LogStreamRequest.newBuilder().setApplication("bulk").build())
                .forEachRemaining(entry -> numbers.add(Integer.valueOf(entry.getMessage())));
        numbers.sort(Integer::compare);
        return numbers;
    }

    private static String summary(BatchProgress progress) {
        return "done=" + progress.getSucceeded() + " skipped=" + progress.getSkipped() + " failed="
                + progress.getFailed() + " ms=" + progress.getElapsedMs();
    }
}
