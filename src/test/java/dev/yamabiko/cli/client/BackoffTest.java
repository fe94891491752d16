package dev.yamabiko.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** Draws the smallest number each time: full pauses. */
    private static final RandomGenerator NO_JITTER = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return 0;
        }
    };

    @Test
    void shouldDoubleUpToABoundAndThenGiveUp() {
        Backoff backoff = new Backoff(NO_JITTER, 9);

        List<Long> pauses = new ArrayList<>();
        for (Duration next = backoff.next(Duration.ZERO); next != null; next = backoff.next(Duration.ZERO)) {
            pauses.add(next.toMillis());
        }

        assertThat(pauses).containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 15_000L, 15_000L);
    }

    @Test
    void shouldStartAgainOnceAllIsWell() {
        Backoff backoff = new Backoff(NO_JITTER, 2);
        backoff.next(Duration.ZERO);
        backoff.next(Duration.ZERO);

        backoff.reset();

        assertThat(backoff.next(Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void shouldWaitAtLeastAsLongAsItWasAsked() {
        Backoff backoff = new Backoff(new SplittableRandom(1), 100);

        assertThat(backoff.next(Duration.ofSeconds(7))).isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_250));
        assertThat(backoff.next(Duration.ofDays(9))).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    }

    @Test
    void shouldSpreadPausesOverTheirUpperHalf() {
        List<Long> first = new ArrayList<>();
        for (int seed = 0; seed < 200; seed++) {
            Duration pause = new Backoff(new SplittableRandom(seed), 1).next(Duration.ZERO);
            assertThat(pause).isNotNull();
            first.add(pause.toMillis());
        }

        assertThat(first).allMatch(ms -> ms >= 125 && ms <= 250);
        assertThat(first.stream().distinct().count()).isGreaterThan(50);
    }
}
