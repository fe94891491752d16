package dev.yamabiko.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080, 127.0.0.1:8080",
        "hub.example, hub.example, 8080, hub.example:8080",
        "hub:1, hub, 1, hub:1",
        "[::1]:9000, ::1, 9000, [::1]:9000",
        "[fe80::1], fe80::1, 8080, [fe80::1]:8080"
    })
    void shouldReadHostAndPort(String text, String host, int port, String shown) {
        assertThat(ServerAddress.parse(text))
                .isEqualTo(new ServerAddress(host, port))
                .hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8080",
                "hub:",
                "hub:0",
                "hub:65536",
                "hub:http",
                "[::1",
                "::1]",
                "::1",
                "[]:1",
                "http://hub"
            })
    void shouldSayWhatIsExpectedInsteadOf(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerAddress.parse(text))
                .withMessageStartingWith(text + " (expected: host:port");
    }
}
