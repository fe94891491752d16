package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.config.ConfigException;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse;
import dev.yamabiko.proto.grpc.health.v1.HealthGrpc;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Certificate;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are renewed while the hub runs, well and badly. */
@Timeout(90)
class CertificatesTest {

    private static final StandardCopyOption REPLACE = StandardCopyOption.REPLACE_EXISTING;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Certificate current;
    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        current = Certificate.make(folder, "current");
        hub = hub(current);
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldShowARenewedCertificateToNewConnectionsAndKeepTheOpenOnes() throws Exception {
        // Given: a stream over the first certificate
        ManagedChannel channel = TlsClient.channel(hub.port(), current);
        Watch watch = new Watch(channel);
        Certificate next = Certificate.make(folder, "next");

        // When
        current.replace(next);
        awaitShown("CN=next");

        // Then
        assertThat(watch.over.getCount()).as("the stream is open").isEqualTo(1);
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(hub.gauge("connections_open")).isPositive();
        channel.shutdownNow();
    }

    @Test
    void shouldKeepTheCertificateItHasWhereANewOneCannotBeShown() throws Exception {
        Files.writeString(current.certificate(), "no certificate");
        hub.awaitGauge(SOON, "tls_certificate_refused", 1);
        assertShown("CN=current");

        current.replace(Certificate.make(folder, "next"));
        awaitShown("CN=next");
        hub.awaitGauge(SOON, "tls_certificate_refused", 0);
    }

    @Test
    void shouldWaitForTheKeyOfANewCertificate() throws Exception {
        Certificate next = Certificate.make(folder, "next");
        Files.copy(next.certificate(), current.certificate(), REPLACE);
        hub.awaitGauge(SOON, "tls_certificate_refused", 1);
        assertShown("CN=current");

        Files.copy(next.key(), current.key(), REPLACE);
        awaitShown("CN=next");
        hub.awaitGauge(SOON, "tls_certificate_refused", 0);
    }

    @Test
    void shouldNotShowAnExpiredCertificate() throws Exception {
        current.replace(Certificate.make(folder, "old", "-startdate", "-10d"));

        hub.awaitGauge(SOON, "tls_certificate_refused", 1);
        assertShown("CN=current");
    }

    @Test
    void shouldNotMindFilesThatAreGoneForAWhile() throws Exception {
        Path aside = Files.move(current.key(), folder.resolve("aside.key"));
        hub.awaitGauge(SOON, "tls_certificate_refused", 1);
        assertShown("CN=current");

        Files.move(aside, current.key());
        hub.awaitGauge(SOON, "tls_certificate_refused", 0);
        assertThat(hub.gauge("tls_certificates_loaded")).isEqualTo(1);
    }

    @Test
    void shouldNotStartWithWhatItCannotShow() throws Exception {
        Certificate other = Certificate.make(folder, "other");
        Certificate expired = Certificate.make(folder, "old", "-startdate", "-10d");

        assertThatThrownBy(() -> hub(new Certificate(other.certificate(), current.key())))
                .isInstanceOf(ConfigException.class)
                .hasMessage("tls.key: of another certificate (expected: the private key of tls.certificate)");
        assertThatThrownBy(() -> hub(expired)).hasMessageStartingWith("tls.certificate: expired 20");
        assertThatThrownBy(() -> hub(new Certificate(other.key(), other.key())))
                .hasMessageStartingWith("tls.certificate: n");
        assertThatThrownBy(() -> hub(new Certificate(other.certificate(), other.certificate())))
                .hasMessage("tls.key: not readable (expected: a PEM private key, not encrypted)");
        assertThatThrownBy(() -> hub(new Certificate(folder.resolve("none"), other.key())))
                .hasMessage("tls.certificate: " + folder.resolve("none") + " (expected: a readable file)");
    }

    private RunningHub hub(Certificate shown) throws Exception {
        return RunningHub.inMemory(
                Files.createTempDirectory(folder, "hub"),
                "tls:",
                "  certificate: '" + shown.certificate() + "'",
                "  key: '" + shown.key() + "'",
                "  reload-seconds: 1");
    }

    private void awaitShown(String subject) {
        Await.until(subject + " is shown", SOON, () -> subject(hub.port()).equals(subject));
    }

    private void assertShown(String subject) {
        assertThat(subject(hub.port())).isEqualTo(subject);
    }

    private static String subject(int port) {
        try {
            return TlsClient.shown(port).getSubjectX500Principal().getName();
        } catch (Exception error) {
            throw new AssertionError(error);
        }
    }

    /** A stream that stays open. */
    private static final class Watch implements StreamObserver<HealthCheckResponse> {
        private final BlockingQueue<HealthCheckResponse> seen = new LinkedBlockingQueue<>();
        private final CountDownLatch over = new CountDownLatch(1);

        Watch(ManagedChannel channel) throws InterruptedException {
            HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), this);
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
        }

        @Override
        public void onNext(HealthCheckResponse value) {
            seen.add(value);
        }

        @Override
        public void onError(Throwable error) {
            over.countDown();
        }

        @Override
        public void onCompleted() {
            over.countDown();
        }
    }
}
