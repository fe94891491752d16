package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.TlsConfig;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse;
import dev.yamabiko.proto.grpc.health.v1.HealthGrpc;
import dev.yamabiko.support.Certificate;
import io.grpc.ManagedChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The certificate that a node makes itself. */
@Timeout(60)
class OwnCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

    @TempDir
    Path folder;

    private Path data;
    private HubConfig config;

    @BeforeEach
    void configure() throws IOException {
        data = folder.resolve("data");
        config = config("host: 127.0.0.1");
    }

    @Test
    void shouldBeTrustedByWhoeverHasTheFile() throws Exception {
        try (RunningHub hub = RunningHub.inMemory(folder, "tls: {own-certificate: true}")) {
            ManagedChannel channel =
                    TlsClient.channel(hub.port(), new Certificate(data.resolve("tls.crt"), data.resolve("tls.key")));

            HealthCheckResponse answer = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance());

            assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            channel.shutdownNow();
        }
    }

    @Test
    void shouldVouchForItselfAndForNothingElse() throws Exception {
        X509Certificate made = made(config, NOW);

        made.verify(made.getPublicKey());
        assertThat(made.getBasicConstraints()).as("is no authority").isEqualTo(-1);
        assertThat(made.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(730)));
        assertThat(names(made)).contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void shouldKeepItsKeyToItself() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));

        made(config, NOW);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("tls.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldStayAsLongAsItIsGood() throws Exception {
        X509Certificate first = made(config, NOW);

        assertThat(made(config, NOW.plus(Duration.ofDays(699)))).isEqualTo(first);
        assertThat(made(config("port: 9000"), NOW)).isEqualTo(first);
        assertThat(made(config, NOW.plus(Duration.ofDays(701)))).isNotEqualTo(first);
    }

    @Test
    void shouldBeMadeAnewForOtherNames() throws Exception {
        X509Certificate first = made(config, NOW);

        X509Certificate second = made(config("cluster: {advertise: 'hub.example.com:8080'}"), NOW);

        assertThat(second).isNotEqualTo(first);
        assertThat(names(second)).contains("hub.example.com", "localhost");
        assertThat(made(config("host: 127.0.0.7"), NOW)).isNotEqualTo(second);
    }

    @Test
    void shouldNameTheMachineWhereEveryAddressIsListenedOn() throws Exception {
        assertThat(names(made(config("host: 0.0.0.0"), NOW)))
                .contains("localhost", "127.0.0.1")
                .doesNotContain("0.0.0.0");
    }

    @Test
    void shouldBeMadeAnewWhereThatWasCutOff() throws Exception {
        X509Certificate first = made(config, NOW);
        Files.delete(data.resolve("tls.crt"));
        X509Certificate second = made(config, NOW);
        Files.delete(data.resolve("tls.key"));
        X509Certificate third = made(config, NOW);
        Files.writeString(data.resolve("tls.crt"), "none");

        assertThat(made(config, NOW)).isNotIn(first, second, third);
        assertThat(second).isNotEqualTo(third);
    }

    @Test
    void shouldNotTakeThePlaceOfOneThatIsConfigured() throws Exception {
        HubConfig other = config.withTls(false, Path.of("hub.crt"), Path.of("hub.key"), null);

        TlsConfig tls = OwnCertificate.in(other, NOW, new SecureRandom());

        assertThat(tls.certificate()).isEqualTo("hub.crt");
        assertThat(data).doesNotExist();
    }

    private X509Certificate made(HubConfig settings, Instant now) throws Exception {
        TlsConfig tls = OwnCertificate.in(settings, now, new SecureRandom());
        assertThat(tls.certificate()).isEqualTo(data.resolve("tls.crt").toString());
        assertThat(tls.key()).isEqualTo(data.resolve("tls.key").toString());
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(data.resolve("tls.crt"))));
    }

    private HubConfig config(String line) throws IOException {
        Path file = Files.writeString(folder.resolve("own.yaml"), line + "\ntls: {own-certificate: true}\n");
        return HubConfig.load(file).with(null, null, data);
    }

    private static Iterable<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }
}
