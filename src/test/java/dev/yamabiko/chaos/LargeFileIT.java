package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.BigFile;
import dev.yamabiko.chaos.rig.FileDownload;
import dev.yamabiko.chaos.rig.FileUpload;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
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

/** A file much larger than the hub's memory, there and back, to one client, to many, and to some who stall. */
@Tag("measures")
class LargeFileIT {

    private static final Logger LOG = LoggerFactory.getLogger(LargeFileIT.class);
    private static final String HEAP = "-Xmx128m";
    private static final long MIB = 1 << 20;
    private static final long SIZE = Rounds.LONG ? 2_048 * MIB : 256 * MIB;
    private static final int READERS = Rounds.LONG ? 50 : 10;
    private static final int STALLED = 50;
    private static final int CHUNK_BYTES = 256 << 10;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Of what a stalled reader costs: what is on its way, beside what is read. */
    private static final long STALLED_BYTES = 512 << 10;

    /** The default of {@code files.read-ahead-bytes}. */
    private static final long READ_AHEAD_BYTES = 16 * MIB;

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldMoveAFileThatIsLargerThanItsMemory() {
        BigFile file = new BigFile("large.bin", SIZE, 42);
        String checksum = file.checksum();
        HubNode node = HubNode.in(folder).jvm(HEAP);
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            long idle = hub.residentBytes();
            FileUpload upload = new FileUpload(client.channel());
            upload.send(file, 0, SIZE, CHUNK_BYTES);
            assertThat(upload.finish().getChecksum()).isEqualTo(checksum);
            long uploaded = hub.residentBytes();
            assertThat(new FileDownload(client.channel(), file.name(), false).checksum())
                    .isEqualTo(checksum);
            long downloaded = hub.residentBytes();
            long stalled = stall(node, hub, file.name());
            download(node, file.name(), checksum);
            long crowded = hub.residentBytes();
            LOG.info(
                    "large file: mib={} heap={} rss-mib: idle={} uploaded={} downloaded={} {}-stalled={} {}-at-once={}",
                    SIZE / MIB,
                    HEAP,
                    idle / MIB,
                    uploaded / MIB,
                    downloaded / MIB,
                    STALLED,
                    stalled / MIB,
                    READERS,
                    crowded / MIB);
            assertThat(hub.errors()).doesNotContain("OutOfMemory");
            assertThat(crowded).as("resident bytes").isLessThan(450 * MIB);
        }
    }

    /** Each over a connection of its own. */
    private static long stall(HubNode node, HubProcess hub, String name) {
        List<NodeClient> clients = new ArrayList<>();
        List<FileDownload> stalled = new ArrayList<>();
        try (NodeClient watching = NodeClient.of(node)) {
            for (int i = 0; i < STALLED; i++) {
                NodeClient client = NodeClient.of(node);
                clients.add(client);
                stalled.add(new FileDownload(client.channel(), name, true));
            }
            Await.until("first chunks", SOON, () -> stalled.stream().allMatch(reader -> reader.bytes() > 0));
            Await.passing(Duration.ofSeconds(2));
            assertThat(watching.gauge("outbound_bytes")).isLessThan(STALLED * STALLED_BYTES);
            assertThat(watching.gauge("file_transfers_open")).isEqualTo(STALLED);
            assertThat(watching.gauge("file_read_ahead_bytes")).isLessThanOrEqualTo(READ_AHEAD_BYTES);
            long resident = hub.residentBytes();
            stalled.forEach(FileDownload::cancel);
            Await.until("all ended", SOON, () -> watching.gauge("file_transfers_open") == 0);
            Await.until("all released", SOON, () -> watching.gauge("file_read_ahead_bytes") == 0);
            return resident;
        } finally {
            clients.forEach(NodeClient::close);
        }
    }

    private static void download(HubNode node, String name, String checksum) {
        List<NodeClient> clients = new ArrayList<>();
        try {
            List<FileDownload> readers = new ArrayList<>();
            int connections = 5;
            for (int i = 0; i < connections; i++) {
                clients.add(NodeClient.of(node));
            }
            for (int i = 0; i < READERS; i++) {
                readers.add(new FileDownload(clients.get(i % connections).channel(), name, false));
            }
            assertThat(readers)
                    .allSatisfy(reader -> assertThat(reader.checksum()).isEqualTo(checksum));
        } finally {
            clients.forEach(NodeClient::close);
        }
    }
}
