package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.BigFile;
import dev.yamabiko.chaos.rig.FileDownload;
import dev.yamabiko.chaos.rig.FileUpload;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.Link;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.FileCalls;
import dev.yamabiko.support.S3Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An upload that is cut at random bytes, by its client, its network or the death of the hub, and goes on each time. */
class CutFileIT {

    private static final Logger LOG = LoggerFactory.getLogger(CutFileIT.class);
    private static final int CUTS = Rounds.LONG ? 100 : 12;
    private static final int CHUNK_BYTES = 50_000;
    private static final long SIZE = CUTS * 2_000_003L;
    private static final int KILLS_ONE_IN = 4;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SplittableRandom random = Seed.of("CutFileIT");
    private final BigFile file = new BigFile("cut.bin", SIZE, random.nextLong());

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void shouldGoOnWhereItWasCut() throws IOException {
        HubNode node = HubNode.in(folder).jvm(Rounds.jvm("-Xmx256m"));
        HubProcess hub = node.start();
        int kills = 0;
        try {
            for (int cut = 1; cut <= CUTS; cut++) {
                boolean kill = random.nextInt(KILLS_ONE_IN) == 0;
                try (Link link = new Link(node.port());
                        NodeClient through = NodeClient.at(link.port())) {
                    long from = standing(through);
                    FileUpload upload = begin(through, from, cut);
                    if (kill) {
                        hub.kill();
                        kills++;
                    } else if (random.nextBoolean()) {
                        link.cut(random.nextBoolean());
                    } else {
                        upload.cancel();
                    }
                    var unused = upload.end();
                }
                if (kill) {
                    hub.close();
                    hub = node.start();
                }
            }
            try (NodeClient client = NodeClient.of(node)) {
                complete(client, client);
                awaitNoTransfer(client);
            }
            try (Stream<Path> left = Files.list(node.data().resolve("files/uploads"))) {
                assertThat(left).isEmpty();
            }
            LOG.info("cut upload: cuts={} kills={} bytes={}", CUTS, kills, SIZE);
        } finally {
            hub.close();
        }
    }

    @Test
    void shouldGoOnAtAnotherNodeWithASharedStore() {
        try (S3Server objects = S3Server.start(folder);
                HubCluster cluster = HubCluster.start(folder, 2, Shared.hazelcast(), objects.yaml("hub/"))) {
            int cuts = CUTS / 3;
            for (int cut = 1; cut <= cuts; cut++) {
                NodeClient client = cluster.client(cut % 2);
                long from = standing(client);
                FileUpload upload = begin(client, from, 3 * cut);
                upload.cancel();
                var unused = upload.end();
                awaitNoTransfer(client);
            }
            complete(cluster.client(0), cluster.client(1));
            LOG.info("cut upload on two nodes: cuts={} bytes={}", cuts, SIZE);
        }
    }

    /** Sends some, so that after as many cuts as there are about all is sent. */
    private FileUpload begin(NodeClient client, long from, int cut) {
        long most = Math.min(SIZE - 1, SIZE / CUTS * cut);
        long to = from >= most ? from + 1 : random.nextLong(from + 1, most + 1);
        FileUpload upload = new FileUpload(client.channel());
        upload.send(file, from, Math.min(to, SIZE - 1), CHUNK_BYTES);
        return upload;
    }

    private void complete(NodeClient sender, NodeClient reader) {
        FileUpload last = new FileUpload(sender.channel());
        last.send(file, standing(sender), SIZE, CHUNK_BYTES);
        String checksum = file.checksum();
        assertThat(last.finish().getChecksum()).isEqualTo(checksum);
        assertThat(new FileDownload(reader.channel(), file.name(), false).checksum())
                .isEqualTo(checksum);
        assertThat(new FileCalls(reader.channel()).names("")).containsExactly(file.name());
    }

    private long standing(NodeClient client) {
        try {
            return new FileCalls(client.channel()).status(file.name()).getOffset();
        } catch (StatusRuntimeException error) {
            assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            return 0;
        }
    }

    private static void awaitNoTransfer(NodeClient client) {
        Await.until("no transfer", SOON, () -> client.gauge("file_transfers_open") == 0);
    }
}
