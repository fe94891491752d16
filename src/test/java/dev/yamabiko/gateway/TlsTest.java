package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.HubServiceGrpc;
import dev.yamabiko.support.Certificate;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypted connections, seen by clients that we did not write. */
@Timeout(60)
class TlsTest {

    @TempDir
    static Path folder;

    private static Certificate node;
    private static RunningHub hub;

    @BeforeAll
    static void start() throws Exception {
        node = Certificate.make(folder, "node");
        hub = RunningHub.inMemory(
                folder, "tls: {certificate: '" + node.certificate() + "', key: '" + node.key() + "'}");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, TLS_AES_.*_GCM_.*", "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_.*_GCM_.*"})
    void shouldAgreeOnHttp2AndAModernCipher(String protocol, String suite) throws Exception {
        try (SSLSocket socket = TlsClient.handshake(hub.port(), protocol)) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSession().getCipherSuite()).matches(suite);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_RSA_WITH_AES_256_GCM_SHA384"
            })
    void shouldRefuseCiphersThatHttp2DoesNotAllow(String suite) {
        assertThatThrownBy(() -> TlsClient.handshake(hub.port(), "TLSv1.2", suite))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void shouldAnswerCalls() throws Exception {
        ManagedChannel channel = TlsClient.channel(hub.port(), node);
        try {
            assertThat(HubServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(20, TimeUnit.SECONDS)
                            .getNode(GetNodeRequest.getDefaultInstance())
                            .getNode())
                    .startsWith("node-");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void shouldNotBeTrustedByAClientThatTrustsAnother() throws Exception {
        ManagedChannel channel = TlsClient.channel(hub.port(), Certificate.make(folder, "another"));
        try {
            assertThatThrownBy(() -> HubServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(20, TimeUnit.SECONDS)
                            .getNode(GetNodeRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNAVAILABLE");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void shouldSayNothingInTheClear() throws Exception {
        try (RawSocket socket = RawSocket.connect(hub.port()).preface()) {
            socket.call(1, RawConnection.GET_NODE).data(1, true, GrpcFrames.plain(GetNodeRequest.getDefaultInstance()));
            assertThat(socket.readToEnd()).noneMatch(frame -> frame.type() == RawSocket.HEADERS);
        }
        hub.awaitZero(Duration.ofSeconds(10), "calls_open");
    }
}
