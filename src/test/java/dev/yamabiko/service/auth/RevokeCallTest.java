package dev.yamabiko.service.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.user.UserError;
import org.junit.jupiter.api.Test;

/** The end of logins and tokens, before their time. */
class RevokeCallTest extends LoginFixture {

    @Test
    void shouldEndTheLoginOfATokenForWhoeverHasIt() {
        add("ann@example.com", "correct horse");
        LoginResponse login = login("ann@example.com", "correct horse");
        LoginResponse other = login("ann@example.com", "correct horse");

        revoke(RevokeRequest.newBuilder().setRefreshToken(login.getRefreshToken()));
        revoke(RevokeRequest.newBuilder().setRefreshToken(login.getRefreshToken()));
        revoke(RevokeRequest.newBuilder().setRefreshToken("none"));

        assertThatThrownBy(() -> refresh(login.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
        assertThat(refresh(other.getRefreshToken()).getUser().getId()).isEqualTo(1);
    }

    @Test
    void shouldTellAllNodesWhatIsRevoked() {
        add("ann@example.com", "correct horse");
        LoginResponse login = login("ann@example.com", "correct horse");

        assertThat(revoke(RevokeRequest.newBuilder().setTokenId("t1")).getOffset())
                .isEqualTo(1);
        assertThat(revoke(RevokeRequest.newBuilder().setUserId("1")).getOffset())
                .isEqualTo(3);
        assertThat(revoke(RevokeRequest.newBuilder().setIssuedBefore(NOW - 5)).getOffset())
                .isEqualTo(4);

        assertThat(revocations())
                .extracting(Revocation::getTokenId, Revocation::getUserId, Revocation::getIssuedBefore)
                .containsExactly(tuple("t1", "", 0L), tuple("", "1", NOW), tuple("", "1", NOW), tuple("", "", NOW - 5));
        assertThatThrownBy(() -> refresh(login.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldAskWhoMayRevokeWithoutAToken() {
        denied.add("WRITE auth/revocations");
        denied.add("WRITE users/2");

        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setTokenId("t1")))
                .isInstanceOf(ServiceError.Denied.class);
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setIssuedBefore(NOW)))
                .isInstanceOf(ServiceError.Denied.class);
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setUserId("2")))
                .isInstanceOf(ServiceError.Denied.class);
        assertThat(revocations()).isEmpty();
        assertThat(revoke(RevokeRequest.newBuilder().setUserId("1")).getOffset())
                .isEqualTo(2);
    }

    @Test
    void shouldRevokeTokensWhileTheDatabaseIsAway() {
        store.close();

        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setUserId("1")))
                .isInstanceOf(UserError.Unavailable.class);
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setIssuedBefore(NOW)))
                .isInstanceOf(UserError.Unavailable.class);

        assertThat(revocations())
                .extracting(Revocation::getUserId, Revocation::getIssuedBefore)
                .containsExactly(tuple("1", NOW), tuple("", NOW));
    }

    @Test
    void shouldHaveAPlaceWhileTooManyLogIn() {
        add("ann@example.com", "correct horse");
        LoginResponse login = login("ann@example.com", "correct horse");
        gauges.of("user_calls_waiting").add(1_000);
        assertThatThrownBy(() -> login("ann@example.com", "correct horse"))
                .isInstanceOf(StreamError.LimitReached.class);

        revoke(RevokeRequest.newBuilder().setUserId("1"));

        gauges.of("user_calls_waiting").add(-1_000);
        assertThatThrownBy(() -> refresh(login.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldRefuseToRevokeNothingOrTwoThings() {
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder())).hasMessageContaining("0 things to revoke");
        assertThatThrownBy(
                        () -> revoke(RevokeRequest.newBuilder().setTokenId("t").setUserId("1")))
                .hasMessageContaining("2 things to revoke");
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setIssuedBefore(NOW + 1)))
                .hasMessageContaining("issued_before");
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setUserId("1; DROP")))
                .hasMessageContaining("user_id");
    }

    @Test
    void shouldRevokeWhatUsersFromElsewhereHave() {
        assertThat(revoke(RevokeRequest.newBuilder().setUserId("auth0|ann@example.com"))
                        .getOffset())
                .isEqualTo(1);
        assertThat(revoke(RevokeRequest.newBuilder().setUserId("99999999999")).getOffset())
                .isEqualTo(2);

        store.close();
        store = null;
        build(UsersConfig.DEFAULT);

        assertThat(revoke(RevokeRequest.newBuilder().setUserId("7")).getOffset())
                .isEqualTo(3);
        assertThat(revoke(RevokeRequest.newBuilder().setIssuedBefore(NOW)).getOffset())
                .isEqualTo(4);
        assertThatThrownBy(() -> revoke(RevokeRequest.newBuilder().setRefreshToken("yr_" + "A".repeat(64))))
                .isInstanceOf(UserError.NotKept.class);
        assertThatThrownBy(() -> refresh("yr_" + "A".repeat(64))).isInstanceOf(UserError.NotKept.class);
        assertThatThrownBy(() -> login("ann@example.com", "correct horse")).isInstanceOf(UserError.NotKept.class);
    }
}
