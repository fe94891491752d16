package dev.yamabiko.service.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.user.UserError;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TriesTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void shouldGiveOneMoreAfterEachWhile() {
        Tries tries = tries(2, 100);
        tries.take("ann");
        tries.take("ann");

        assertThatThrownBy(() -> tries.take("ann")).isInstanceOf(UserError.TooManyAttempts.class);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        tries.take("ann");
        assertThatThrownBy(() -> tries.take("ann")).isInstanceOf(UserError.TooManyAttempts.class);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
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
        return new Tries(
                most,
                Duration.ofSeconds(10),
                remembered,
                new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return nanos.get();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return false;
                    }
                },
                new Random(1));
    }
}
