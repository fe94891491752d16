package dev.yamabiko.service.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.user.PasswordCost;
import dev.yamabiko.user.PasswordHasher;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserError;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins: what they give, what they refuse, how they end. */
class AuthServiceTest extends LoginRaces {

    @Test
    void shouldGiveTokensForAPassword() {
        User ann = add("Ann@example.com", "correct horse");

        LoginResponse login = login("ann@EXAMPLE.com", "correct horse");

        assertThat(login.getAccessToken()).isEqualTo("token of 1 as user");
        assertThat(login.getAccessExpiresAt()).isEqualTo(NOW + 900_000);
        assertThat(login.getRefreshToken()).matches("yr_[A-Za-z0-9_-]{64}");
        assertThat(login.getLoginExpiresAt()).isEqualTo(NOW + 24 * 3_600_000);
        assertThat(login.getUser().getEmail()).isEqualTo(ann.email());
    }

    @Test
    void shouldRefuseWithTheSameWordsWhateverIsWrong() {
        add("ann@example.com", "correct horse");
        add("robot@example.com", "");

        String wrong = refusal("ann@example.com", "wrong horse");

        assertThat(refusal("nobody@example.com", "correct horse")).isEqualTo(wrong);
        assertThat(refusal("robot@example.com", "correct horse")).isEqualTo(wrong);
        assertThat(refusal("no email at all", "correct horse")).isEqualTo(wrong);
        assertThat(refusal("ann@example.com' OR '1'='1", "correct horse")).isEqualTo(wrong);
        assertThatThrownBy(() -> refresh("yr_" + "A".repeat(64))).hasMessage(wrong);
        assertThat(wrong).doesNotContain("ann").doesNotContain("horse");
    }

    @Test
    void shouldRefuseAfterTheSameTimeWhetherThereIsSuchAUserOrNot() {
        hasher = new PasswordHasher(new PasswordCost(19_456, 2), new SecureRandom());
        build(new UsersConfig(
                4, 1_000, 24, 3, UsersConfig.DEFAULT.passwords(), new UsersConfig.Attempts(99, 60, 99, 6, 1 << 18)));
        add("ann@example.com", "correct horse");
        add("robot@example.com", "");

        List<Long> nanos = refusalNanos("ann@example.com", "nobody@example.com", "robot@example.com");

        long wrong = nanos.get(0);
        assertThat(nanos).allSatisfy(other -> assertThat(other).isBetween(wrong / 3, wrong * 3));
    }

    @Test
    void shouldLimitFailuresOfAnEmailWhetherItExistsOrNot() {
        add("ann@example.com", "correct horse");
        for (String email : new String[] {"ann@example.com", "nobody@example.com"}) {
            for (int i = 0; i < 3; i++) {
                assertThat(refusal(email.toUpperCase(java.util.Locale.ROOT), "wrong horse"))
                        .isNotEmpty();
            }
            assertThatThrownBy(() -> login(email, "correct horse", "10.0.0.2"))
                    .isInstanceOfSatisfying(
                            UserError.TooManyAttempts.class,
                            error -> assertThat(error.retryMs()).isBetween(59_000L, 60_001L));
        }

        clock.advance(60_001);

        assertThat(login("ann@example.com", "correct horse").getUser().getId()).isEqualTo(1);
    }

    @Test
    void shouldNotCountLoginsThatSucceed() {
        add("ann@example.com", "correct horse");

        for (int i = 0; i < 50; i++) {
            login("ann@example.com", "correct horse");
        }

        assertThat(refusal("ann@example.com", "wrong")).isNotEmpty();
    }

    @Test
    void shouldLimitFailuresFromAnAddressAndNotFromOthers() {
        add("ann@example.com", "correct horse");
        for (int i = 0; i < 20; i++) {
            int each = i;
            assertThatThrownBy(() -> login("user" + each + "@example.com", "x", "2001:db8:1:2::" + (each + 1)))
                    .isInstanceOf(UserError.LoginRefused.class);
        }

        assertThatThrownBy(() -> login("ann@example.com", "correct horse", "2001:db8:1:2:ffff::1"))
                .isInstanceOf(UserError.TooManyAttempts.class);

        assertThat(login("ann@example.com", "correct horse", "2001:db8:1:3::1")
                        .getUser()
                        .getId())
                .isEqualTo(1);
        assertThat(login("ann@example.com", "correct horse", "10.0.0.1")
                        .getUser()
                        .getId())
                .isEqualTo(1);
    }

    @Test
    void shouldLimitRefreshesThatFail() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> refresh("yr_" + "A".repeat(64))).isInstanceOf(UserError.LoginRefused.class);
        }

        assertThatThrownBy(() -> refresh("yr_" + "A".repeat(64))).isInstanceOf(UserError.TooManyAttempts.class);
    }

    @Test
    void shouldGiveTheNextTokensWithWhatTheUserIsNow() {
        add("ann@example.com", "correct horse");
        LoginResponse login = login("ann@example.com", "correct horse");
        store.update(1, new UserChange("Anna", "", null, null));
        clock.advance(1_000_000);

        LoginResponse next = refresh(login.getRefreshToken());

        assertThat(next.getUser().getName()).isEqualTo("Anna");
        assertThat(next.getAccessExpiresAt()).isEqualTo(NOW + 1_900_000);
        assertThat(next.getRefreshToken()).isNotEqualTo(login.getRefreshToken());
        assertThat(next.getLoginExpiresAt()).as("the login lasts no longer").isEqualTo(login.getLoginExpiresAt());
        assertThat(refresh(next.getRefreshToken()).getRefreshToken()).isNotEmpty();
    }

    @Test
    void shouldEndALoginWhoseOldTokenIsUsed() {
        add("ann@example.com", "correct horse");
        LoginResponse stolen = login("ann@example.com", "correct horse");
        LoginResponse other = login("ann@example.com", "correct horse");
        LoginResponse next = refresh(stolen.getRefreshToken());
        clock.advance(5);

        assertThatThrownBy(() -> refresh(stolen.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);

        assertThatThrownBy(() -> refresh(next.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
        assertThat(revocations())
                .containsExactly(Revocation.newBuilder()
                        .setUserId("1")
                        .setIssuedBefore(NOW + 5)
                        .setTimestamp(NOW + 5)
                        .setOffset(1)
                        .build());
        assertThat(refresh(other.getRefreshToken()).getUser().getId())
                .as("another login goes on")
                .isEqualTo(1);
    }

    @Test
    void shouldEndALoginWhenItsTimeIsOver() {
        add("ann@example.com", "correct horse");
        LoginResponse login = login("ann@example.com", "correct horse");

        clock.advance(24 * 3_600_000);

        assertThatThrownBy(() -> refresh(login.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
        assertThat(revocations()).as("nobody misused it").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "yr_",
                "yr_AAAA",
                "Bearer yr_AAAA",
                "yr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "yr_' OR '1'='1' -- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "\u0000",
                "yr_\r\nauthorization: Bearer x"
            })
    void shouldRefuseWhatIsNoRefreshToken(String text) {
        assertThatThrownBy(() -> refresh(text)).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldKeepThePasswordAtTheCostOfToday() {
        add("ann@example.com", "correct horse");
        hasher = new PasswordHasher(new PasswordCost(128, 1), new SecureRandom());
        build(UsersConfig.DEFAULT);

        login("ann@example.com", "correct horse");

        String kept =
                store.account(dev.yamabiko.user.Email.of("ann@example.com")).password();
        assertThat(kept).startsWith("$argon2id$v=19$m=128,");
        assertThat(login("ann@example.com", "correct horse").getUser().getId()).isEqualTo(1);
    }

    @Test
    void shouldKeepAsManyLoginsAsItIsTold() {
        add("ann@example.com", "correct horse");
        LoginResponse first = login("ann@example.com", "correct horse");
        for (int i = 0; i < 3; i++) {
            clock.advance(1);
            login("ann@example.com", "correct horse");
        }

        assertThatThrownBy(() -> refresh(first.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldRefuseMoreThanMayWait() {
        add("ann@example.com", "correct horse");
        build(new UsersConfig(
                1, 1, 24, 3, UsersConfig.DEFAULT.passwords(), new UsersConfig.Attempts(99, 60, 99, 6, 1 << 18)));
        gauges.of("user_calls_waiting").increment();

        assertThatThrownBy(() -> login("ann@example.com", "correct horse"))
                .isInstanceOf(StreamError.LimitReached.class);

        gauges.of("user_calls_waiting").decrement();
        assertThat(login("ann@example.com", "correct horse").getUser().getId()).isEqualTo(1);
    }

    private String refusal(String email, String password) {
        try {
            login(email, password);
            return "";
        } catch (UserError.LoginRefused refused) {
            return refused.getMessage();
        }
    }

    /** The median of some of each, taken in turn: what else the machine does in that time, it does to all of them. */
    private List<Long> refusalNanos(String... emails) {
        long[][] nanos = new long[emails.length][9];
        for (int i = 0; i < 9; i++) {
            for (int who = 0; who < emails.length; who++) {
                long before = System.nanoTime();
                assertThat(refusal(emails[who], "wrong horse")).isNotEmpty();
                nanos[who][i] = System.nanoTime() - before;
            }
        }
        return Arrays.stream(nanos)
                .map(each -> Arrays.stream(each).sorted().toArray()[4])
                .toList();
    }
}
