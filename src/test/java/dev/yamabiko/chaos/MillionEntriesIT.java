package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Entries;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.LogStream;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.Upload;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A topic that is much larger than the hub's memory. */
@Tag("measures")
class MillionEntriesIT {

    private static final Logger LOG = LoggerFactory.getLogger(MillionEntriesIT.class);
    private static final int COUNT = 1_000_000;
    private static final int NEAR_THE_END = 25;
    private static final int A_FEW_BLOCKS = 3;
    private static final int MANY_BLOCKS = 1_000;
    private static final Duration LONGEST = Duration.ofSeconds(100);

    private final Entries entries = Entries.of("million", 7);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldKeepAMillionEntriesAndFindTheLastOnesWithoutReadingThemAll() {
        HubNode node = HubNode.in(folder).jvm("-Xmx256m");
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            send(client);
            readBack(client);
            LOG.info(
                    "million entries rss={}MiB cpu={}ms",
                    hub.residentBytes() >> 20,
                    hub.cpu().toMillis());

            List<LogEntry> tail = few(client, request().setTail(10));
            assertThat(tail).extracting(LogEntry::getOffset).containsExactlyElementsOf(lastOffsets(10));

            long start = Entries.EPOCH_MS + COUNT - NEAR_THE_END + 1;
            List<LogEntry> recent = few(client, request().setStartTimestamp(start));
            assertThat(recent).extracting(LogEntry::getOffset).containsExactlyElementsOf(lastOffsets(NEAR_THE_END));
        }
    }

    private void send(NodeClient client) {
        long began = System.nanoTime();
        Upload upload = client.upload();
        entries.range(1, COUNT).forEachRemaining(upload::send);
        Outcome outcome = upload.finish();
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
        assertThat(upload.result().getTotalReceived()).isEqualTo(COUNT);
        assertThat(upload.result().getIndexedCount()).isEqualTo(COUNT);
        LOG.info("million entries acknowledged in {} ms", millisSince(began));
    }

    private void readBack(NodeClient client) {
        long began = System.nanoTime();
        long before = client.gauge("blocks_read");
        Expectation expectation = new Expectation();
        Outcome outcome = LogStream.entries(client.channel(), request().build(), expectation::see)
                .outcome(LONGEST);
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
        assertThat(expectation.unexpected).isEmpty();
        assertThat(expectation.seen).isEqualTo(COUNT);
        assertThat(client.gauge("blocks_read") - before).as("blocks read").isGreaterThan(MANY_BLOCKS);
        LOG.info("million entries read in {} ms", millisSince(began));
    }

    /** Reads with few blocks. */
    private List<LogEntry> few(NodeClient client, LogStreamRequest.Builder request) {
        long before = client.gauge("blocks_read");
        List<LogEntry> read = new ArrayList<>();
        Outcome outcome =
                LogStream.entries(client.channel(), request.build(), read::add).outcome(LONGEST);
        assertThat(outcome.ok()).as(outcome.toString()).isTrue();
        assertThat(client.gauge("blocks_read") - before).as("blocks read").isLessThanOrEqualTo(A_FEW_BLOCKS);
        return read;
    }

    private LogStreamRequest.Builder request() {
        return LogStreamRequest.newBuilder().setApplication(entries.application());
    }

    private static List<Long> lastOffsets(int count) {
        return java.util.stream.LongStream.rangeClosed(COUNT - count + 1L, COUNT)
                .boxed()
                .toList();
    }

    private static long millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    /** Compares each entry with the one that must come next. Used by one thread at a time. */
    private final class Expectation {
        private volatile int seen;
        private volatile String unexpected = "";

        void see(LogEntry entry) {
            int number = seen + 1;
            LogEntry expected =
                    entries.entry(number).toBuilder().setOffset(number).build();
            if (unexpected.isEmpty() && !entry.equals(expected)) {
                unexpected = "expected " + expected + " but was " + entry;
            }
            seen = number;
        }
    }
}
