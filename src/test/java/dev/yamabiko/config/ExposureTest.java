package dev.yamabiko.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ExposureTest {

    private static final Path FILE = Path.of("some.pem");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "::1"})
    void shouldServeThisMachineAloneWithAWarning(String host) {
        Exposure exposure = Exposure.of(HubConfig.DEFAULT.with(host, 0, null));

        assertThatCode(exposure::check).doesNotThrowAnyException();
        assertThat(exposure.warning()).contains("without auth, every program on this machine may do everything");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.11", "no.such.host.invalid"})
    void shouldNotOpenToOthersWhatIsNotClosed(String host) {
        Exposure exposure = Exposure.of(HubConfig.DEFAULT.with(host, 0, null));

        assertThatThrownBy(exposure::check)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("host: " + host + " without auth and TLS (expected: ");
        assertThat(exposure.warning()).contains("without auth and TLS, whoever reaches " + host + " may do everything");
    }

    @Test
    void shouldNotTakeEncryptionForIdentity() {
        Exposure exposure = Exposure.of(open().withTls(false, FILE, FILE, null));

        assertThatThrownBy(exposure::check).hasMessageStartingWith("host: 0.0.0.0 without auth (expected: ");
    }

    @Test
    void shouldNotTakeIdentityForEncryption() {
        Exposure exposure = Exposure.of(open().withAuth());

        assertThatThrownBy(exposure::check).hasMessageStartingWith("host: 0.0.0.0 without TLS (expected: ");
        assertThat(Exposure.of(HubConfig.DEFAULT.withAuth()).warning()).isEmpty();
    }

    @Test
    void shouldOpenToThoseWhoShowAToken() {
        Exposure exposure = Exposure.of(open().withAuth().withTls(false, FILE, FILE, null));

        assertThatCode(exposure::check).doesNotThrowAnyException();
        assertThat(exposure.warning()).isEmpty();
    }

    @Test
    void shouldOpenToThoseWhoShowACertificateWithAWarningThatTheyMayDoEverything() {
        for (HubConfig config : List.of(open(), HubConfig.DEFAULT)) {
            Exposure exposure = Exposure.of(config.withTls(false, FILE, FILE, FILE));

            assertThatCode(exposure::check).doesNotThrowAnyException();
            assertThat(exposure.warning())
                    .contains("without auth, whoever has a client certificate may do everything, in any user's name");
        }
    }

    @Test
    void shouldOpenToThoseWhoShowBoth() {
        Exposure exposure = Exposure.of(open().withAuth().withTls(false, FILE, FILE, FILE));

        assertThatCode(exposure::check).doesNotThrowAnyException();
        assertThat(exposure.warning()).isEmpty();
    }

    @Test
    void shouldNotTakeACertificateThatNobodyHasToShowForIdentity() {
        assertThat(new TlsConfig(false, "a", "b", "c", "optional", 1).identifiesClients())
                .isFalse();
        assertThat(new TlsConfig(false, "a", "b", "c", "required", 1).identifiesClients())
                .isTrue();
    }

    private static HubConfig open() {
        return HubConfig.DEFAULT.with("0.0.0.0", 0, null);
    }
}
