package dev.yamabiko.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Membership: where it listens, whom it serves, and what it takes for its own. */
class ClusterTest extends ClusterFixture {

    private static final String PRIVATE = "127.0.0.1";

    /** Loopback too: whoever listens everywhere listens here. */
    private static final String ANOTHER = "127.0.0.2";

    private static final int PATIENCE_MS = 2_000;

    /** What a member says to those it does not understand. */
    private static final String NOT_UNDERSTOOD = "HZX";

    /** Fails on the member that owns the key. */
    private static final class Failing implements EntryProcessor<Integer, Integer, Integer> {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public Integer process(Map.Entry<Integer, Integer> entry) {
            throw new IllegalStateException("as it should", new IOException("because"));
        }
    }

    @Test
    void shouldListenOnThePrivateInterfaceAlone() throws SocketException {
        // Given
        TestNode node = start("a");
        List<Integer> ports = List.of(port(node.cluster.bus()), memberPort(node));
        assertThat(ports).allSatisfy(port -> assertThat(listens(PRIVATE, port)).isTrue());

        // When it is looked for on every other address, then nobody answers
        Stream<String> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getHostAddress)
                .filter(address -> !address.equals(PRIVATE));
        assertThat(Stream.concat(others, Stream.of(ANOTHER)))
                .allSatisfy(address -> assertThat(ports)
                        .allSatisfy(port -> assertThat(listens(address, port)).isFalse()));
    }

    @Test
    void shouldServeNoClientsOfHazelcast() throws IOException {
        TestNode node = start("a");

        for (String greeting : List.of("CP2", "GET /hazelcast/rest/cluster HTTP/1.1\r\n\r\n", "get key\r\n")) {
            assertThat(answer(memberPort(node), greeting)).as(greeting).isIn("", NOT_UNDERSTOOD);
        }
    }

    @Test
    void shouldHearOfFailuresOnOtherMembers() {
        // Given a key of another member
        TestNode a = start("a");
        start("b");
        HazelcastInstance hazelcast = a.cluster.hazelcast();
        await("both own something", () -> !mine(hazelcast, keyOfAnother(hazelcast)));

        // When what is done there fails, then the reason comes through the deserialization filter
        assertThatThrownBy(() ->
                        hazelcast.<Integer, Integer>getMap("test").executeOnKey(keyOfAnother(hazelcast), new Failing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("as it should");
    }

    private static int keyOfAnother(HazelcastInstance hazelcast) {
        return IntStream.range(0, 10_000)
                .filter(key -> !mine(hazelcast, key))
                .findFirst()
                .orElse(0);
    }

    private static boolean mine(HazelcastInstance hazelcast, int key) {
        var owner = hazelcast.getPartitionService().getPartition(key).getOwner();
        return owner == null || owner.localMember();
    }

    private static int memberPort(TestNode node) {
        return node.cluster
                .hazelcast()
                .getCluster()
                .getLocalMember()
                .getAddress()
                .getPort();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static boolean listens(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
            return true;
        } catch (ConnectException refused) {
            return false;
        }
    }

    private static String answer(int port, String greeting) throws IOException {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            for (int octet = socket.getInputStream().read();
                    octet >= 0;
                    octet = socket.getInputStream().read()) {
                answer.append((char) octet);
            }
        } catch (SocketException | SocketTimeoutException over) {
            // it has said what it has to say
        }
        return answer.toString();
    }
}
