package dev.yamabiko.cli.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {

    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final Clock NOON = Clock.fixed(Instant.parse("2024-06-15T12:00:00Z"), TOKYO);

    private final PointInTime points = new PointInTime(new Moments(TOKYO, NOON));

    @ParameterizedTest
    @CsvSource({
        "15m, 2024-06-15T11:45:00Z",
        "2h, 2024-06-15T10:00:00Z",
        "1d, 2024-06-14T12:00:00Z",
        "1w, 2024-06-08T12:00:00Z",
        "90s, 2024-06-15T11:58:30Z",
        "250ms, 2024-06-15T11:59:59.750Z",
        "1h30m, 2024-06-15T10:30:00Z",
        "0s, 2024-06-15T12:00:00Z",
        "2024-05-01T12:00:00Z, 2024-05-01T12:00:00Z",
        "2024-05-01T12:00:00.5+02:00, 2024-05-01T10:00:00.500Z",
        "2024-05-01 12:00:00, 2024-05-01T03:00:00Z",
        "2024-05-01 12:00, 2024-05-01T03:00:00Z",
        "2024-05-01T12:00, 2024-05-01T03:00:00Z",
        "2024-05-01, 2024-04-30T15:00:00Z",
        "1714564800, 2024-05-01T12:00:00Z",
        "1714564800123, 2024-05-01T12:00:00.123Z"
    })
    void shouldReadWhatAPersonWrites(String text, Instant moment) {
        assertThat(points.read(text)).isEqualTo(moment.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "15", "m", "15 minutes", "-5m", "yesterday", "2024-13-01", "2024-05-01T12:00:00Zulu", "1h-"})
    void shouldSayWhatIsExpectedInsteadOf(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> points.read(text))
                .withMessageStartingWith(text + " (expected: ");
    }
}
