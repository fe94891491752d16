package dev.yamabiko.service.game;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When ticks are made, on a machine that is late now and then. */
@Timeout(20)
class TickClockTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void shouldMakeEveryTickHoweverLateTheTimersAre() {
        SplittableRandom random = new SplittableRandom(3);
        long begin = Long.MAX_VALUE - 100 * MS; // the clock may wrap
        TickClock clock = new TickClock(20, begin);
        long now = begin;
        long ticks = 0;
        for (int i = 0; i < 10_000; i++) {
            now += clock.waitMs(now) * MS + random.nextLong(random.nextInt(50) == 0 ? 400 * MS : MS);
            while (clock.due(now)) {
                assertThat(clock.take(now)).isBetween(0L, 450 * MS);
                ticks++;
            }
            assertThat(ticks).isEqualTo((now - begin) / (50 * MS));
        }
    }

    @Test
    void shouldNotWakeBeforeTheTickIsDue() {
        TickClock clock = new TickClock(30, 0);
        long wait = clock.waitMs(0);

        assertThat(wait).isEqualTo(34);
        assertThat(clock.due(33 * MS)).isFalse();
        assertThat(clock.due(34 * MS)).isTrue();
        assertThat(clock.waitMs(40 * MS)).isEqualTo(1);
    }

    @Test
    void shouldGoOnLaterWhereMoreThanASecondIsMissing() {
        TickClock clock = new TickClock(20, 0);
        long now = 5_000 * MS;

        assertThat(clock.due(now)).isTrue();
        clock.take(now);

        assertThat(clock.due(now)).isFalse();
        assertThat(clock.due(now + 50 * MS)).isTrue();
    }
}
