package dev.yamabiko.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.support.Certificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that speak TLS, and what they say when that comes to nothing. */
@Timeout(60)
class TlsCommandTest {

    @TempDir
    static Path folder;

    private static Certificate node;
    private static Certificate ann;
    private static RunningHub hub;

    @BeforeAll
    static void start() throws Exception {
        node = Certificate.make(folder, "node");
        ann = Certificate.make(folder, "ann");
        hub = RunningHub.inMemory(
                folder,
                "tls:",
                "  certificate: '" + node.certificate() + "'",
                "  key: '" + node.key() + "'",
                "  client-authorities: '" + ann.certificate() + "'");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldCallAHubThatBothSidesTrust() {
        Screen screen = new Screen();

        assertThat(screen.call("https://127.0.0.1:" + hub.port(), "nodes", as(ann, node)))
                .as(screen.err())
                .isZero();

        assertThat(screen.out()).contains("127.0.0.1:" + hub.port());
    }

    @Test
    void shouldSayThatANodeIsNotTrusted() throws Exception {
        Screen screen = new Screen();

        assertThat(screen.call("127.0.0.1:" + hub.port(), "nodes", as(ann, Certificate.make(folder, "another"))))
                .isEqualTo(1);

        assertThat(screen.err())
                .contains("the certificate of 127.0.0.1:" + hub.port()
                        + " is not trusted (expected: one that --ca, or Java, knows)");
    }

    @Test
    void shouldSayThatItsOwnCertificateIsRefused() throws Exception {
        Screen screen = new Screen();

        assertThat(screen.call("127.0.0.1:" + hub.port(), "nodes", as(Certificate.make(folder, "stranger"), node)))
                .isEqualTo(1);

        assertThat(screen.err()).contains("127.0.0.1:" + hub.port());
    }

    @Test
    void shouldSayThatAHubDoesNotEncrypt() throws Exception {
        Screen screen = new Screen();
        try (RunningHub plain = RunningHub.inMemory(Files.createDirectory(folder.resolve("plain")))) {
            assertThat(screen.call("https://127.0.0.1:" + plain.port(), "nodes"))
                    .isEqualTo(1);

            assertThat(screen.err())
                    .contains("127.0.0.1:" + plain.port()
                            + " does not encrypt (expected: --server without https://, --ca and --cert)");
        }
    }

    @Test
    void shouldSayHowToCallAHubThatEncrypts() {
        Screen screen = new Screen();

        assertThat(screen.call("127.0.0.1:" + hub.port(), "nodes")).isEqualTo(1);

        assertThat(screen.err()).contains(" closed the connection (expected where it encrypts: --ca, or https://)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            ftp://127.0.0.1   ~            ~        ~ ftp://127.0.0.1 (expected: host:port, https://host:port
            http://127.0.0.1  ~ --ca       ~ no.crt ~ --server: http:// (expected: https://, with --ca
            https://127.0.0.1 ~ --ca       ~ no.crt ~ no.crt: cannot be read (expected: a PEM file)
            https://127.0.0.1 ~ --cert     ~ no.crt ~ --cert and --key: one of them (expected: both or neither)
            """)
    void shouldSayWhatIsWrongWithItsOptions(String server, String option, String value, String error) {
        Screen screen = new Screen();

        int code = option == null ? screen.call(server, "nodes") : screen.call(server, "nodes", option, value);

        assertThat(code).isPositive();
        assertThat(screen.err()).contains(error);
    }

    private static String[] as(Certificate own, Certificate trusted) {
        return new String[] {
            "--ca",
            trusted.certificate().toString(),
            "--cert",
            own.certificate().toString(),
            "--key",
            own.key().toString()
        };
    }
}
