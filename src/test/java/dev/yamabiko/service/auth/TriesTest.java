package dev.yamabiko.service.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.service.ClockMeter;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.user.UserError;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TriesTest {

    private final ManualClock clock = new ManualClock(0);

    @Test
    void shouldGiveOneMoreAfterEachWhile() {
        Tries tries = tries(2, 100);
        tries.take("ann");
        tries.take("ann");

        assertThatThrownBy(() -> tries.take("ann")).isInstanceOf(UserError.TooManyAttempts.class);
        clock.advance(Duration.ofSeconds(10).toMillis());

        tries.take("ann");
        assertThatThrownBy(() -> tries.take("ann")).isInstanceOf(UserError.TooManyAttempts.class);
        clock.advance(Duration.ofHours(1).toMillis());
        tries.take("ann");
        tries.take("ann");
        assertThatThrownBy(() -> tries.take("ann")).isInstanceOf(UserError.TooManyAttempts.class);
    }

    @Test
    void shouldForgetNobodyHoweverManyOthersTry() {
        Tries tries = tries(1, 64);
        tries.take("ann");

        for (int i = 0; i < 1_000_000; i++) {
            try {
                tries.take("name" + i);
            } catch (UserError.TooManyAttempts shared) {
                assertThat(shared.retryMs()).isPositive();
            }
        }

        assertThatThrownBy(() -> tries.take("ann")).isInstanceOf(UserError.TooManyAttempts.class);
    }

    private Tries tries(int most, int remembered) {
        return new Tries(most, Duration.ofSeconds(10), remembered, new ClockMeter(clock), new Random(1));
    }
}
