package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import dev.yamabiko.chaos.rig.FreePorts;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who reaches the client port alone, and tries what members and their event buses say to each other. */
@Timeout(120)
class ClientPortIT {

    private static final Pattern NAME = Pattern.compile("<cluster-name>(.*)</cluster-name>");
    private static final Pattern PORT = Pattern.compile("\">\\d+</port>");
    private static final int PATIENCE_MS = 10_000;

    /** Strangers wait until the hub has closed their connections, which is when they have not answered a PING. */
    private static final String SOON_CLOSED = "http2: {keepalive-seconds: 2, keepalive-timeout-seconds: 2}";

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private HubCluster cluster;
    private String address;

    @BeforeEach
    void setUp() {
        cluster = HubCluster.start(folder, 2, Shared.hazelcast(), SOON_CLOSED);
        address = cluster.node(0).address();
    }

    @AfterEach
    void tearDown() {
        cluster.close();
    }

    @Test
    void shouldLetNobodyJoin() throws IOException {
        // Given a member of the same name that knows the client ports
        Config config = new Config(clusterName()).setProperty("hazelcast.phone.home.enabled", "false");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        config.getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .setEnabled(true)
                .addMember(address)
                .addMember(cluster.node(1).address());

        // When it joins
        HazelcastInstance stranger = Hazelcast.newHazelcastInstance(config);

        // Then it stays alone
        try {
            assertThat(stranger.getCluster().getMembers()).hasSize(1);
            assertThat(cluster.client(0).gauge("nodes_silent")).isZero();
            assertThat(cluster.client(0).serving()).isTrue();
        } finally {
            stranger.shutdown();
        }
    }

    @Test
    void shouldLetNobodyReadWhatMembersShare() throws IOException {
        ClientConfig config = new ClientConfig();
        config.setClusterName(clusterName());
        config.getNetworkConfig().addAddress(address);
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(PATIENCE_MS);

        assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldLetNobodyPublishOnTheBus() throws IOException {
        // Given what one node says to another, such as that it leaves
        String first = cluster.client(0).node().getNode();
        String second = cluster.client(1).node().getNode();
        Buffer goodbye = onTheWire(first, new Packet.Goodbye(second));

        // When it is said on the client port, then it is no HTTP, and the connection is closed
        assertThat(answer(cluster.node(0).port(), goodbye)).isNotEqualTo("\u0001");
        assertThat(cluster.process(0).errors()).doesNotContain("node left");

        // And where its bus listens, which other nodes alone may reach, it would have been believed
        answer(busPort(first), goodbye);
        Await.until(
                "the goodbye is believed",
                Duration.ofSeconds(20),
                () -> cluster.process(0).errors().contains("node left node=" + second));
    }

    /** What a member knows, one beside the nodes and so on a port of its own. */
    private int busPort(String node) throws IOException {
        String port = "\">" + FreePorts.next(1) + "</port>";
        String xml =
                PORT.matcher(Files.readString(folder.resolve("cluster.xml"))).replaceFirst(port);
        try (TestNode member = TestNode.mute("member", Files.writeString(folder.resolve("member.xml"), xml))) {
            String bus = member.cluster.hazelcast().getCluster().getMembers().stream()
                    .filter(other -> node.equals(other.getAttribute(Membership.VERTX_NODE)))
                    .findFirst()
                    .orElseThrow()
                    .getAttribute(Membership.BUS);
            return Integer.parseInt(bus.substring(bus.lastIndexOf(':') + 1));
        }
    }

    /** A message as Vert.x 5 sends it (ClusteredMessage), its length before it. */
    private static Buffer onTheWire(String to, Packet packet) {
        Buffer message = Buffer.buffer().appendByte((byte) 2).appendByte((byte) -1);
        text(message, PacketCodec.NAME).appendByte((byte) 0);
        text(message, Membership.address(to)).appendInt(0);
        text(message, packet.from()).appendInt(4);
        new PacketCodec().encodeToWire(message, packet);
        return Buffer.buffer().appendInt(message.length()).appendBuffer(message);
    }

    private static Buffer text(Buffer message, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return message.appendInt(utf8.length).appendBytes(utf8);
    }

    private static String answer(int port, Buffer message) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(message.getBytes());
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    private String clusterName() throws IOException {
        Matcher name = NAME.matcher(Files.readString(folder.resolve("cluster.xml")));
        assertThat(name.find()).isTrue();
        return name.group(1);
    }
}
