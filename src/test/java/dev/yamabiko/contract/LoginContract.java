package dev.yamabiko.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.user.Account;
import dev.yamabiko.user.UserChange;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store does with the logins of users. */
@Timeout(60)
public abstract class LoginContract extends LoginRaceContract {

    @Test
    void shouldEndLoginsWhereThePasswordOrTheRoleIsAnother() {
        add("ann@example.com");
        add("bob@example.com");
        begin("l1", 1);
        begin("l2", 2);

        store.update(1, new UserChange("Anna", "1234", null, null));
        assertThat(store.renew("l1", "s", "s")).isNotNull();
        store.update(1, new UserChange(null, null, "admin", null));
        assertThat(store.renew("l1", "s", "s")).isNull();

        assertThat(store.renew("l2", "s", "s").user().id()).isEqualTo(2);
        store.update(2, new UserChange(null, null, null, "other"));
        assertThat(store.renew("l2", "s", "s")).isNull();
    }

    @Test
    void shouldDeleteAUserWithItsLogins() {
        add("ann@example.com");
        begin("l1", 1);
        Account ann = account(1);

        assertThat(store.delete(1)).isTrue();

        assertThat(store.delete(1)).isFalse();
        assertThat(store.find(1)).isNull();
        assertThat(store.end("l1")).isZero();
        assertThat(store.begin(login("l2", 1), ann, 5)).isFalse();
    }

    @Test
    void shouldRenewALoginWithItsNewestSecretAlone() {
        add("ann@example.com");
        begin("l1", 1);

        assertThat(store.renew("l1", "s", "s2").user().email()).isEqualTo("ann@example.com");
        assertThat(store.renew("l1", "s", "s3")).as("used before").isNull();
        assertThat(store.renew("l1", "s2", "s3").expires()).isEqualTo(NOW + 1_000);
        assertThat(store.renew("l2", "s3", "s4")).as("another login").isNull();
        assertThat(store.end("l1")).isEqualTo(1);
        assertThat(store.end("l1")).isZero();
        assertThat(store.renew("l1", "s3", "s4")).as("ended").isNull();
    }

    @Test
    void shouldRenewNoLoginThatIsFrozen() {
        add("ann@example.com");
        begin("l1", 1);

        assertThat(store.freeze("l1")).isEqualTo(1);
        assertThat(store.renew("l1", "s", "s2")).isNull();
        assertThat(store.freeze("l1")).as("once more").isEqualTo(1);
        assertThat(store.end("l1")).isEqualTo(1);
        assertThat(store.freeze("l1")).as("ended").isZero();
    }

    @Test
    void shouldLetOneOfManyRenewWithTheSameSecret() throws Exception {
        add("ann@example.com");
        begin("l1", 1);
        List<Callable<Boolean>> renewals = IntStream.range(0, 20)
                .<Callable<Boolean>>mapToObj(i -> () -> store.renew("l1", "s", "next" + i) != null)
                .toList();

        int renewed = 0;
        for (Future<Boolean> renewal : threads.invokeAll(renewals)) {
            renewed += renewal.get() ? 1 : 0;
        }

        assertThat(renewed).isEqualTo(1);
    }

    @Test
    void shouldForgetALoginWhenItsTimeIsOver() {
        add("ann@example.com");
        begin("l1", 1);
        clock.advance(1_000);

        assertThat(store.renew("l1", "s", "s2")).isNull();
        assertThat(store.end("l1")).as("over, and not misused").isZero();
    }

    @Test
    void shouldEndTheOldestLoginForOneTooMany() {
        add("ann@example.com");
        for (int i = 0; i < 4; i++) {
            begin("l" + i, 1);
            clock.advance(1);
        }

        assertThat(store.renew("l0", "s", "s")).isNull();
        assertThat(store.renew("l1", "s", "s")).isNotNull();
        assertThat(store.renew("l3", "s", "s")).isNotNull();
    }

    @Test
    void shouldBeginNoLoginWithAPasswordThatIsAnotherNow() {
        add("ann@example.com");

        assertThat(store.rehash(1, "kept", "again")).isTrue();

        assertThat(store.rehash(1, "kept", "other")).isFalse();
        assertThat(store.begin(login("l1", 1), account(1), 5)).isFalse();
        assertThat(store.begin(login("l1", 1), new Account(store.find(1), "again"), 5))
                .isTrue();
    }

    @Test
    void shouldBeginNoLoginWithARoleThatIsAnotherNow() {
        add("ann@example.com");
        Account before = account(1);

        store.update(1, new UserChange(null, null, "admin", null));

        assertThat(store.begin(login("l1", 1), before, 5)).isFalse();
        assertThat(store.end("l1")).isZero();
        assertThat(store.begin(login("l1", 1), account(1), 5)).isTrue();
    }

    @Test
    void shouldEndAllLoginsThatBeganUpToATime() {
        add("ann@example.com");
        add("bob@example.com");
        begin("a1", 1);
        begin("b1", 2);
        clock.advance(1);
        begin("a2", 1);

        store.endAll(1, NOW);
        assertThat(store.renew("a1", "s", "s")).isNull();
        assertThat(store.renew("a2", "s", "s")).isNotNull();
        assertThat(store.renew("b1", "s", "s")).isNotNull();

        store.endAll(0, NOW + 1);
        assertThat(store.renew("a2", "s", "s")).isNull();
        assertThat(store.renew("b1", "s", "s")).isNull();
    }
}
