package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class CallTimeoutTest {

    @Test
    void shouldBeNoneWithoutAHeader() {
        assertThat(CallTimeout.parse(null)).isEqualTo(CallTimeout.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "2H,7200000",
        "3M,180000",
        "5S,5000",
        "7m,7",
        "1000u,1",
        "1001u,2",
        "1n,1",
        "1000000n,1",
        "1000001n,2",
        "0S,0",
        "00000000n,0",
        "99999999m,99999999"
    })
    void shouldRoundUpToMilliseconds(String header, long milliseconds) {
        assertThat(CallTimeout.parse(header)).isEqualTo(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999H", "99999999M", "99999999S"})
    void shouldEndAfterAYearAtTheLatest(String header) {
        assertThat(CallTimeout.parse(header)).isEqualTo(365L * 24 * 60 * 60 * 1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "S", "5", "5s", "5 S", "-5S", "+5S", "1.5S", "123456789S", "5SS", "٥S", "0x1S", "5h", "S5"})
    void shouldRefuseAnythingElse(String header) {
        WireError refused = catchThrowableOfType(WireError.class, () -> CallTimeout.parse(header));

        assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT_MALFORMED);
        assertThat(refused).hasMessage("grpc-timeout: " + header + " (expected: 1 to 8 digits and one of H M S m u n)");
    }

    @Test
    void shouldShowOnlyTheBeginningOfALongHeader() {
        assertThat(catchThrowableOfType(WireError.class, () -> CallTimeout.parse("9".repeat(10_000))))
                .hasMessageStartingWith("grpc-timeout: 9999999999999999 (expected");
    }
}
