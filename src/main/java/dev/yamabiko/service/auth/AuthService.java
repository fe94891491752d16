package dev.yamabiko.service.auth;

import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.UserDesk;
import dev.yamabiko.service.UserForm;
import dev.yamabiko.user.Account;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.Login;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserError;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins and their refreshes, for the calls of all event loops. Thread-safe. */
public final class AuthService {

    private static final Logger LOG = LoggerFactory.getLogger(AuthService.class);
    private static final int MAX_EMAIL = 320;
    private static final int MAX_PASSWORD = 256;

    private final UserDesk desk;
    private final AccessTokens tokens;
    private final Attempts attempts;
    private final Revocations revocations;
    private final UsersConfig config;
    private final Clock clock;
    private final RandomGenerator random;

    /** {@code random}: for tokens; hard to guess, and thread-safe. */
    public AuthService(
            UserDesk desk,
            AccessTokens tokens,
            Attempts attempts,
            Revocations revocations,
            UsersConfig config,
            Clock clock,
            RandomGenerator random) {
        this.desk = desk;
        this.tokens = tokens;
        this.attempts = attempts;
        this.revocations = revocations;
        this.config = config;
        this.clock = clock;
        this.random = random;
    }

    /** {@code AuthService/Login}; throws {@link dev.yamabiko.service.ServiceError}, {@link UserError}. */
    public Future<LoginResponse> login(LoginRequest request, CallMetadata call) {
        new FieldRules()
                .name("email", request.getEmail(), MAX_EMAIL)
                .require(!request.getPassword().isEmpty(), "password", "0 bytes (expected: 1 to " + MAX_PASSWORD + ")")
                .bytes("password", request.getPassword(), MAX_PASSWORD)
                .check();
        Attempts.Attempt attempt = attempts.login(request.getEmail(), call.origin());
        Email email = Email.of(request.getEmail());
        return (email == null ? nobody() : desk.<@Nullable Account>ask(store -> store.account(email)))
                .compose(account -> desk.matches(request.getPassword(), account == null ? "" : account.password())
                        .compose(right ->
                                account == null || !right ? refused(account) : renewed(account, request.getPassword())))
                .compose(this::begin)
                .onComplete(done -> settle(attempt, done.cause()));
    }

    /** {@code AuthService/Refresh}; throws {@link UserError}. */
    public Future<LoginResponse> refresh(RefreshRequest request, CallMetadata call) {
        Attempts.Attempt attempt = attempts.refresh(call.origin());
        RefreshToken used = RefreshToken.of(request.getRefreshToken());
        if (used == null) {
            return refused("no refresh token", 0);
        }
        RefreshToken next = used.next(random);
        long now = clock.millis(); // whatever ends this login from now on is later than the tokens that it still gives
        return desk.ask(store -> store.renew(used.login(), used.hash(), next.hash()))
                .compose(renewal -> renewal == null
                        ? refuse(used)
                        : Future.succeededFuture(response(renewal.user(), now, next, renewal.expires())))
                .onComplete(done -> settle(attempt, done.cause()));
    }

    private static Future<@Nullable Account> nobody() {
        return Future.succeededFuture(null);
    }

    private static <T> Future<T> refused(@Nullable Account account) {
        return account == null
                ? refused("no such user", 0)
                : refused("password", account.user().id());
    }

    private static <T> Future<T> refused(String why, int user) {
        return Future.failedFuture(new UserError.LoginRefused(why, user));
    }

    /** Keeps the password at the cost of today, now that it is known. */
    private Future<Account> renewed(Account account, String password) {
        if (!desk.outdated(account.password())) {
            return Future.succeededFuture(account);
        }
        int id = account.user().id();
        return desk.hash(password)
                .compose(again -> desk.ask(store -> store.rehash(id, account.password(), again))
                        .map(done -> done ? new Account(account.user(), again) : account));
    }

    private Future<LoginResponse> begin(Account account) {
        RefreshToken first = RefreshToken.first(random);
        long now = clock.millis();
        long expires = now + TimeUnit.HOURS.toMillis(config.loginHours());
        LoginResponse response = response(account.user(), now, first, expires);
        Login login = new Login(first.login(), account.user().id(), first.hash(), expires);
        return desk.ask(store -> store.begin(login, account, config.loginsPerUser()))
                .compose(begun ->
                        begun ? Future.succeededFuture(response) : refused("changed meanwhile", login.userId()));
    }

    /**
     * Two have the token, or one has waited for too long: a login whose old token is used ends, and what came of it. It
     * is there until all nodes are told: where that fails, its tokens are to be found by who comes next.
     */
    private Future<LoginResponse> refuse(RefreshToken used) {
        return desk.ask(store -> store.freeze(used.login())).compose(user -> {
            if (user == 0) {
                return refused("no such login", 0);
            }
            LOG.warn("refresh token was used again, its login ends user={}", user);
            return revocations
                    .user(user)
                    .compose(told -> desk.ask(store -> store.end(used.login())))
                    .compose(ended -> refused("old refresh token", user));
        });
    }

    private LoginResponse response(User user, long issued, RefreshToken refresh, long expires) {
        AccessTokens.Signed access = tokens.sign(user, issued);
        return LoginResponse.newBuilder()
                .setAccessToken(access.text())
                .setAccessExpiresAt(access.expires())
                .setRefreshToken(refresh.text())
                .setLoginExpiresAt(expires)
                .setUser(UserForm.of(user))
                .build();
    }

    /** Only what was refused counts. */
    private static void settle(Attempts.Attempt attempt, @Nullable Throwable failure) {
        if (!(failure instanceof UserError.LoginRefused)) {
            attempt.giveBack();
        }
    }
}
