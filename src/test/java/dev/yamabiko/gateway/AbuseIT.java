package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Certificate;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub that is flooded: what others notice of it, what it costs in memory, and what is left of it. */
class AbuseIT {

    private static final Logger LOG = LoggerFactory.getLogger(AbuseIT.class);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CALLS = 1_000;
    private static final int HALF_OPEN = 10_000;
    private static final int MEMORY_MIB = 256;
    private static final long MOST_LIVE_BYTES = 64L << 20;
    private static final byte[] CLIENT_HELLO_BEGINS = {22, 3, 1, 2, 0, 1, 0, 1};

    /** Of calls in a quiet hub; below that, what is measured is this machine. */
    private static final long LEAST_P99_NANOS = Duration.ofMillis(3).toNanos();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private HubNode node;
    private HubProcess hub;
    private NodeClient watching;

    @BeforeEach
    void start() {
        node = HubNode.in(folder).jvm("-Xmx" + MEMORY_MIB + "m", "-XX:MaxDirectMemorySize=" + MEMORY_MIB + "m");
        hub = node.start();
        watching = NodeClient.of(node);
    }

    @AfterEach
    void stop() {
        watching.close();
        hub.close();
    }

    @Test
    void shouldServeOthersUnderEveryFlood() throws Exception {
        p99Nanos(); // warms up both sides
        long quiet = Math.max(LEAST_P99_NANOS, p99Nanos());
        List<String> slow = new ArrayList<>();
        for (Flood flood : Flood.values()) {
            try (Flooder first = new Flooder(node.port(), flood, true);
                    Flooder second = new Flooder(node.port(), flood, true)) {
                Await.until("the flood comes", SOON, () -> first.turns() + second.turns() > CALLS);
                long flooded = p99Nanos();
                LOG.info(
                        "{}: p99 {} us, quiet {} us; {} turns, {} connections ended; rss {} MiB",
                        flood,
                        flooded / 1_000,
                        quiet / 1_000,
                        first.turns() + second.turns(),
                        first.ended() + second.ended(),
                        hub.residentBytes() >> 20);
                if (flooded > 10 * quiet) {
                    slow.add(flood + ": p99 " + flooded / 1_000 + " us");
                }
            }
        }

        assertThat(slow).as("p99 over 10 times %d us", quiet / 1_000).isEmpty();
        assertServesAsBefore();
    }

    @Test
    void shouldServeOthersWhileTenThousandHandshakesDoNotEnd() throws Exception {
        HubNode encrypting = encrypting();
        List<Socket> silent = new ArrayList<>();
        try (HubProcess second = encrypting.start()) {
            for (int i = 0; i < HALF_OPEN; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), encrypting.port());
                socket.getOutputStream().write(CLIENT_HELLO_BEGINS);
                silent.add(socket);
                if (i % 1_000 == 999) {
                    assertThat(TlsClient.shown(encrypting.port())).isNotNull();
                }
            }
            LOG.info("{} half-open handshakes: rss {} MiB", HALF_OPEN, second.residentBytes() >> 20);
            assertThat(second.liveHeapBytes()).as("live heap").isLessThan(MOST_LIVE_BYTES);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void shouldRefuseAnotherHandshakeOnAConnection() throws Exception {
        HubNode encrypting = encrypting();
        try (HubProcess second = encrypting.start();
                SSLSocket socket = TlsClient.handshake(encrypting.port(), "TLSv1.2")) {
            assertThat(second.alive()).isTrue();
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        while (socket.getInputStream().read() >= 0) {
                            // the hub's settings
                        }
                        throw new EOFException();
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private HubNode encrypting() throws Exception {
        Certificate shown = Certificate.make(folder, "node");
        return HubNode.in(Files.createDirectory(folder.resolve("tls")))
                .with(
                        "--tls-cert",
                        shown.certificate().toString(),
                        "--tls-key",
                        shown.key().toString());
    }

    private void assertServesAsBefore() {
        Map<String, Long> rest = Map.of(
                "calls_open", 1L,
                "connections_open", 1L,
                "call_timers", 0L,
                "inbound_bytes", 0L,
                "outbound_bytes", 0L,
                "subscriptions_open", 0L,
                "connections_half_open", 0L);
        Await.until("gauges at rest", SOON, () -> watching.gauges().entrySet().containsAll(rest.entrySet()));
        assertThat(hub.liveHeapBytes()).as("live heap").isLessThan(MOST_LIVE_BYTES);
        assertThat(hub.errors()).doesNotContain("OutOfMemory");
    }

    private long p99Nanos() throws IOException {
        long[] nanos = new long[CALLS];
        try (RawSocket socket = RawSocket.connect(node.port()).preface()) {
            byte[] request = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());
            for (int i = 0; i < CALLS; i++) {
                long begun = System.nanoTime();
                int stream = Flood.stream(i);
                socket.call(stream, RawConnection.GET_NODE).data(stream, true, request);
                assertThat(socket.last(stream).type()).isEqualTo(RawSocket.HEADERS);
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        return nanos[CALLS * 99 / 100];
    }
}
