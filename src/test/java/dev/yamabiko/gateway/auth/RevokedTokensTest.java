package dev.yamabiko.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.token.Identity;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RevokedTokensTest {

    private static final long DAY = 24 * 3_600_000L;

    private final RevokedTokens revoked = new RevokedTokens(AuthConfig.DEFAULT);

    @Test
    void shouldHoldNothingAtFirst() {
        assertThat(revoked.holds(token("t", "ann", 0))).isFalse();
    }

    @Test
    void shouldHoldATokenById() {
        revoked.add("t-1", "", 0, 5_000);

        assertThat(revoked.holds(token("t-1", "ann", 1_000))).isTrue();
        assertThat(revoked.holds(token("t-2", "ann", 1_000))).isFalse();
        assertThat(revoked.holds(token("", "ann", 1_000))).isFalse();
    }

    @Test
    void shouldHoldWhatAUserGotUpToATimeAndNothingLater() {
        revoked.add("", "ann", 5_000, 6_000);
        revoked.add("", "ann", 4_000, 7_000);

        assertThat(revoked.holds(token("a", "ann", 5_000))).isTrue();
        assertThat(revoked.holds(token("b", "ann", 5_001))).isFalse();
        assertThat(revoked.holds(token("c", "bob", 1))).isFalse();
    }

    @Test
    void shouldHoldWhateverAUserHasWhereNoTimeIsSaid() {
        revoked.add("", "ann", 0, 6_000);

        assertThat(revoked.holds(token("a", "ann", 6_000))).isTrue();
        assertThat(revoked.holds(token("b", "ann", 6_001))).isFalse();
    }

    @Test
    void shouldHoldEverythingIssuedUpToATime() {
        revoked.add("", "", 5_000, 6_000);

        assertThat(revoked.holds(token("a", "ann", 5_000))).isTrue();
        assertThat(revoked.holds(token("b", "bob", 5_001))).isFalse();
    }

    @Test
    void shouldForgetWhatCanHaveNoTokensAnyMore() {
        revoked.add("t-1", "", 0, 5_000);
        revoked.add("t-2", "", 0, 5_000 + 2 * DAY);

        assertThat(revoked.holds(token("t-1", "ann", 4_000))).isFalse();
        assertThat(revoked.holds(token("t-2", "ann", 4_000))).isTrue();
    }

    @Test
    void shouldRevokeMoreRatherThanLessWhereThereAreTooMany() {
        for (int i = 0; i < RevokedTokens.MOST + 1_000; i++) {
            revoked.add("t-" + i, "", 0, 10_000 + i);
        }

        for (int i = 0; i < RevokedTokens.MOST + 1_000; i++) {
            assertThat(revoked.holds(token("t-" + i, "ann", 9_000))).isTrue();
        }
        assertThat(revoked.holds(token("new", "ann", 10_000 + RevokedTokens.MOST)))
                .isFalse();
    }

    private static Identity token(String id, String user, long issuedAt) {
        return new Identity(user, "", "user", Set.of(), id, issuedAt, issuedAt + DAY);
    }
}
