package dev.yamabiko.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ProxiesTest {

    private final Proxies proxies = new Proxies(List.of("10.0.0.0/8", "fd00::/8", "192.0.2.7"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.1.2.3    | 203.0.113.9                       | 203.0.113.9
            10.1.2.3    | 203.0.113.9, 10.4.4.4             | 203.0.113.9
            10.1.2.3    | 198.51.100.1, 203.0.113.9         | 203.0.113.9
            10.1.2.3    | 198.51.100.1, 10.9.9.9,203.0.113.9 | 203.0.113.9
            192.0.2.7   | 2001:db8::1                       | 2001:db8::1
            fd00::5     | 203.0.113.9                       | 203.0.113.9
            203.0.113.9 | 198.51.100.1                      | 203.0.113.9
            192.0.2.8   | 198.51.100.1                      | 192.0.2.8
            10.1.2.3    | unknown                           | 10.1.2.3
            10.1.2.3    | 203.0.113.9, localhost            | 10.1.2.3
            10.1.2.3    | 203.0.113.9, 999.4.4.4            | 10.1.2.3
            10.1.2.3    | 203.0.113.9:4711                  | 10.1.2.3
            10.1.2.3    | ''                                | 10.1.2.3
            10.1.2.3    | 10.4.4.4                          | 10.4.4.4
            """)
    void shouldBelieveProxiesAlone(String address, String forwarded, String origin) {
        assertThat(proxies.origin(address, forwarded)).isEqualTo(origin);
    }
}
