package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.Http2Config;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.support.Certificate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that are opened, and on which little or nothing is said. */
@Timeout(60)
class DoorstepTest {

    private static final int MOST = 20;
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final byte[] CLIENT_HELLO_BEGINS = {22, 3, 1, 2, 0, 1, 0, 1};

    @TempDir
    Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private RunningHub hub;

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        if (hub != null) {
            hub.awaitZero(SOON, "connections_half_open", "connections_open");
            hub.close();
        }
    }

    @Test
    void shouldCloseTheOldestOfTooManyThatSayNothingAndServeWhoComesToThePoint() throws Exception {
        start("max-half-open: " + MOST + ", half-open-seconds: 60");

        open(3 * MOST);

        hub.awaitGauge(SOON, "connections_half_open_closed", 2 * MOST);
        assertThat(hub.gauge("connections_half_open")).isEqualTo(MOST);
        assertServed();
        assertThat(isClosed(sockets.get(0))).isTrue();
    }

    @Test
    void shouldCloseWhoSaysNothingForTooLong() throws Exception {
        start("max-half-open: 1000, half-open-seconds: 1");
        try (RawSocket open = RawSocket.connect(hub.port()).preface().flush()) {
            hub.awaitGauge(SOON, "connections_open", 1);
            open(MOST);
            hub.awaitGauge(SOON, "connections_half_open_closed", MOST);

            assertThat(sockets).allMatch(DoorstepTest::isClosed);
            byte[] request = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());
            assertThat(open.call(1, GET_NODE).data(1, true, request).last(1).type())
                    .as("who has said something stays")
                    .isEqualTo(RawSocket.HEADERS);
        }
    }

    @Test
    void shouldCloseWhoStopsInTheMiddleOfAPreface() throws Exception {
        start("max-half-open: 1000, half-open-seconds: 1");
        open(1);
        sockets.get(0).getOutputStream().write("PRI * HT".getBytes(StandardCharsets.US_ASCII));

        hub.awaitGauge(SOON, "connections_half_open_closed", 1);
        assertThat(isClosed(sockets.get(0))).isTrue();
    }

    @Test
    void shouldCloseWhoStopsInTheMiddleOfAHandshake() throws Exception {
        // Given
        Certificate node = Certificate.make(folder, "node");
        start(
                "max-half-open: " + MOST + ", half-open-seconds: 2",
                "tls: {certificate: '" + node.certificate() + "', key: '" + node.key() + "'}");

        // When
        open(3 * MOST);
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write(CLIENT_HELLO_BEGINS);
            } catch (IOException closed) {
                // one of the oldest
            }
        }

        // Then: others get in meanwhile, and in the end nobody is left
        assertThat(TlsClient.shown(hub.port()).getSubjectX500Principal().getName())
                .isEqualTo("CN=node");
        hub.awaitZero(SOON, "connections_half_open");
    }

    @Test
    void shouldReadConnectionsFairlyFromTheirFirstByteOn() {
        ServerBootstrap bootstrap = new ServerBootstrap();

        new Doorstep(Http2Config.DEFAULT, new Gauges())
                .transport()
                .implementation()
                .configure(new HttpServerOptions(), false, bootstrap);

        assertThat(bootstrap.config().childOptions().get(ChannelOption.RECVBUF_ALLOCATOR))
                .isInstanceOf(FairReads.class);
    }

    private void start(String http2, String... more) throws Exception {
        List<String> lines = new ArrayList<>(List.of("http2: {" + http2 + "}"));
        lines.addAll(List.of(more));
        hub = RunningHub.inMemory(folder, lines.toArray(String[]::new));
    }

    private void open(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port());
            socket.setSoTimeout(10_000);
            sockets.add(socket);
        }
    }

    private void assertServed() throws IOException {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            byte[] request = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());
            assertThat(socket.call(1, GET_NODE).data(1, true, request).last(1).type())
                    .isEqualTo(RawSocket.HEADERS);
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // the hub's settings, or an alert
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
