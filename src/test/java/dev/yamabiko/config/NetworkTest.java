package dev.yamabiko.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class NetworkTest {

    @Test
    void shouldTakeAddressesByTheirFirstBits() {
        assertThat(Network.parse("10.0.0.0/9").contains(Network.bytes("10.127.0.1")))
                .isTrue();
        assertThat(Network.parse("10.0.0.0/9").contains(Network.bytes("10.128.0.1")))
                .isFalse();
        assertThat(Network.parse("0.0.0.0/0").contains(Network.bytes("203.0.113.9")))
                .isTrue();
        assertThat(Network.parse("0.0.0.0/0").contains(Network.bytes("2001:db8::1")))
                .isFalse();
        assertThat(Network.parse("192.0.2.7").contains(Network.bytes("192.0.2.6")))
                .isFalse();
        assertThat(Network.parse("10.0.0.0/8").contains(Network.bytes("::ffff:10.1.2.3")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            203.0.113.9                        | 203.0.113.9
            ::ffff:203.0.113.9                 | 203.0.113.9
            ::FFFF:cb00:7109                   | 203.0.113.9
            2001:db8:0:1::1                    | 20010db800000001
            2001:DB8:0:1:ffff:ffff:ffff:ffff   | 20010db800000001
            2001:db8:0:2::1                    | 20010db800000002
            64:ff9b::203.0.113.9               | 0064ff9b00000000
            ::1                                | 0000000000000000
            fe80::1%eth0                       | fe80000000000000
            fe80::2%no-such-interface          | fe80000000000000
            ann                                | ann
            999.1.1.1                          | 999.1.1.1
            CN=ann:2%x,O=Example               | CN=ann:2%x,O=Example
            1:2:3                              | 1:2:3
            ''                                 | ''
            """)
    void shouldCountWhoeverHasANetworkOfIpv6AsOne(String address, String counted) {
        assertThat(Network.countedAs(address)).isEqualTo(counted);
    }

    /** A lookup that finds nothing would be the cause. */
    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "999.1.1.1", "1.2.3.4.5", "10.1", "2130706433", ".", ".:", "[::1]"})
    void shouldRefuseWhatIsNoAddressWithoutLookingItUp(String text) {
        assertThatThrownBy(() -> Network.bytes(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:2:3", ":", "::ffff:999.1.1.1", "fe80::1%eth0", "CN=a:b"})
    void shouldRefuseWhatOnlyLooksLikeAnAddress(String text) {
        assertThatThrownBy(() -> Network.bytes(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
