package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Block;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections of the event bus to a node that is cut off: what was sent is on its way for ever. */
class BusConnectionTest extends ClusterFixture {

    private static final int BLOCKS = 300;
    private static final int BLOCK_RECORDS = 4_000;
    private static final int PATIENCE_MS = 20_000;
    private static final int AGAIN_MS = 200;

    @Test
    void shouldConnectAnewWhenAPeerTakesNothingAnyMore() throws IOException {
        // Given a peer that takes a connection and nothing else
        TestNode node = start("a");
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            peer.setSoTimeout(PATIENCE_MS);
            node.cluster.membership().learn("peer", "127.0.0.1:" + peer.getLocalPort());

            // When more is sent than the connection holds
            Block block = TestNode.block(TOPIC, 1, BLOCK_RECORDS);
            IntStream.range(0, BLOCKS)
                    .forEach(i -> node.say("peer", new Packet.Relayed("a", TestNode.EPOCH, i, block)));

            // Then it is given up, and the next packet goes over another one
            try (Socket stuck = peer.accept()) {
                node.cluster.vertx().setPeriodic(AGAIN_MS, timer -> node.say("peer", new Packet.SnapshotWanted("a")));
                try (Socket next = peer.accept()) {
                    assertThat(next.getInputStream().read()).isZero();
                }
                assertThat(stuck.isConnected()).isTrue();
            }
        }
    }
}
