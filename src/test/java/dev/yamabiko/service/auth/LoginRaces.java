package dev.yamabiko.service.auth;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserError;
import org.junit.jupiter.api.Test;

/** Logins that begin and go on while they end: nobody keeps what was taken away. */
abstract class LoginRaces extends LoginFixture {

    @Test
    void shouldGiveNoTokenToWhoHasAnotherRoleOnceThePasswordIsCompared() {
        add("ann@example.com", "correct horse");
        store.update(1, new UserChange(null, null, "admin", null));
        before("begin", () -> store.update(1, new UserChange(null, null, "user", null)));

        assertThatThrownBy(() -> login("ann@example.com", "correct horse")).isInstanceOf(UserError.LoginRefused.class);
    }
}
