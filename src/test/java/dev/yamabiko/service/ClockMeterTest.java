package dev.yamabiko.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ClockMeterTest {

    @Test
    void shouldGoOnAsItsClockDoes() {
        ManualClock clock = new ManualClock(1_700_000_000_123L);
        ClockMeter meter = new ClockMeter(clock);
        long begun = meter.currentTimeNanos();

        clock.advance(2_500);

        assertThat(begun).isEqualTo(1_700_000_000_123_000_000L);
        assertThat(meter.currentTimeNanos() - begun)
                .isEqualTo(Duration.ofMillis(2_500).toNanos());
    }
}
