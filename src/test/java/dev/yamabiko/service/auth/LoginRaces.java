package dev.yamabiko.service.auth;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.support.Await;
import dev.yamabiko.user.UserChange;
import dev.yamabiko.user.UserError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logins that begin and go on while they end: nobody keeps what was taken away. */
abstract class LoginRaces extends LoginFixture {

    private static final int CLIENTS = 3;
    private static final int ROUNDS = 20;

    @Test
    void shouldGiveNoTokenToWhoHasAnotherRoleOnceThePasswordIsCompared() {
        add("ann@example.com", "correct horse");
        store.update(1, new UserChange(null, null, "admin", null));
        before("begin", () -> store.update(1, new UserChange(null, null, "user", null)));

        assertThatThrownBy(() -> login("ann@example.com", "correct horse")).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldRevokeTheTokenOfALoginThatGoesOnUntilItEnds() {
        add("ann@example.com", "correct horse");
        LoginResponse first = login("ann@example.com", "correct horse");
        clock.tick();
        AtomicReference<LoginResponse> last = new AtomicReference<>();
        before("endAll", () -> last.set(refresh(first.getRefreshToken())));

        revoke(RevokeRequest.newBuilder().setUserId("1"));

        assertThat(lastRevoked()).isGreaterThanOrEqualTo(issued(last.get()));
        assertThatThrownBy(() -> refresh(last.get().getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldRevokeTheTokenOfALoginThatEndsWhileItGoesOn() {
        add("ann@example.com", "correct horse");
        LoginResponse first = login("ann@example.com", "correct horse");
        clock.tick();
        after("renew", () -> revoke(RevokeRequest.newBuilder().setUserId("1")));

        LoginResponse last = refresh(first.getRefreshToken());

        assertThat(lastRevoked()).isGreaterThanOrEqualTo(issued(last));
        assertThatThrownBy(() -> refresh(last.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
    }

    @Test
    void shouldNotForgetALoginWhoseOldTokenIsUsedBeforeAllNodesAreTold() {
        add("ann@example.com", "correct horse");
        LoginResponse stolen = login("ann@example.com", "correct horse");
        LoginResponse next = refresh(stolen.getRefreshToken());
        journal.fail(new StreamError.JournalUnavailable("journal: away"));
        assertThatThrownBy(() -> refresh(stolen.getRefreshToken())).isInstanceOf(StreamError.JournalUnavailable.class);
        assertThatThrownBy(() -> refresh(next.getRefreshToken())).isInstanceOf(StreamError.JournalUnavailable.class);
        journal.fail(null);

        assertThatThrownBy(() -> refresh(stolen.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
        assertThat(revocations()).hasSize(1);

        assertThatThrownBy(() -> refresh(next.getRefreshToken())).isInstanceOf(UserError.LoginRefused.class);
        assertThat(revocations()).as("it has ended").hasSize(1);
    }

    /** Nobody keeps a role, nor a login, for longer than it takes to change it, however hard they try. */
    @Test
    void shouldLeaveNobodyARoleThatWasTaken() throws Exception {
        build(new UsersConfig(
                4, 1_000, 24, 99, UsersConfig.DEFAULT.passwords(), new UsersConfig.Attempts(9_999, 60, 9_999, 6, 8)));
        add("ann@example.com", "correct horse");
        clock.tick();
        Queue<LoginResponse> given = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> ends = IntStream.range(0, CLIENTS)
                .<Future<?>>mapToObj(i -> clients.submit(() -> tryHard(over, given)))
                .toList();

        Map<String, Long> revoked = takeRoles(given);
        over.set(true);
        for (Future<?> end : ends) {
            end.get(20, TimeUnit.SECONDS);
        }
        clients.shutdown();

        assertThat(given)
                .filteredOn(login -> revoked.containsKey(login.getAccessToken()))
                .hasSizeGreaterThanOrEqualTo(ROUNDS)
                .allSatisfy(login -> {
                    assertThat(issued(login)).isLessThanOrEqualTo(revoked.get(login.getAccessToken()));
                    assertThatThrownBy(() -> refresh(login.getRefreshToken()))
                            .isInstanceOf(UserError.LoginRefused.class);
                });
    }

    /** Gives one role after the other; for the tokens of each, up to when they were revoked. */
    private Map<String, Long> takeRoles(Queue<LoginResponse> given) {
        Map<String, Long> revoked = new HashMap<>();
        UpdateUserRequest.Builder change =
                UpdateUserRequest.newBuilder().setId(1).setName("Ann");
        String role = "user";
        for (int i = 0; i < ROUNDS; i++) {
            int before = given.size();
            Await.until("tokens are given", Duration.ofSeconds(20), () -> given.size() > before);
            String next = "role" + i;
            await(users.updateUser(change.setRole(next).build(), new Somebody("10.0.0.2")));
            revoked.put("token of 1 as " + role, lastRevoked());
            role = next;
        }
        return revoked;
    }

    /** Logs in and refreshes for as long as it can. */
    private void tryHard(AtomicBoolean over, Queue<LoginResponse> given) {
        while (!over.get()) {
            try {
                LoginResponse login = login("ann@example.com", "correct horse");
                for (int i = 0; i < 5; i++) {
                    given.add(login);
                    login = refresh(login.getRefreshToken());
                }
            } catch (UserError.LoginRefused meanwhile) {
                // and once more
            }
        }
    }

    private long lastRevoked() {
        List<Revocation> all = revocations();
        return all.get(all.size() - 1).getIssuedBefore();
    }
}
