package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class UserRatesTest {

    @Test
    void shouldShareARateBetweenTheStreamsOfAUser() {
        UserRates rates = new UserRates(1, 3);
        UserRates.Talker phone = rates.come("ann");
        UserRates.Talker laptop = rates.come("ann");
        UserRates.Talker bob = rates.come("bob");

        assertThat(phone.take()).isZero();
        assertThat(laptop.take()).isZero();
        assertThat(phone.take()).isZero();
        assertThat(laptop.take()).isBetween(1L, 1_001L);
        assertThat(phone.take()).isBetween(1L, 1_001L);
        assertThat(bob.take()).isZero();
    }

    @Test
    void shouldNotForgetWhoComesBackAtOnce() {
        UserRates rates = new UserRates(1, 1);
        assertThat(rates.come("ann").take()).isZero();
        rates.go("ann");

        assertThat(rates.come("ann").take()).isPositive();
    }

    @Test
    void shouldForgetThoseOfWhomThereIsNothingToRemember() {
        UserRates rates = new UserRates(1_000_000, 1);
        for (int i = 0; i < 10_000; i++) {
            rates.come("user-" + i).take();
            rates.go("user-" + i);
        }
        dev.yamabiko.support.Await.passing(Duration.ofMillis(2));
        for (int i = 0; i < 256; i++) {
            rates.come("last");
            rates.go("last");
        }

        assertThat(rates.size()).isLessThan(512);
    }
}
