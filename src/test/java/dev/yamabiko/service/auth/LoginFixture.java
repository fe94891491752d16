package dev.yamabiko.service.auth;

import static dev.yamabiko.support.Answer.await;

import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.proto.auth.v1.LoginRequest;
import dev.yamabiko.proto.auth.v1.LoginResponse;
import dev.yamabiko.proto.auth.v1.RefreshRequest;
import dev.yamabiko.proto.auth.v1.Revocation;
import dev.yamabiko.proto.auth.v1.RevokeRequest;
import dev.yamabiko.proto.auth.v1.RevokeResponse;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.service.UserDesk;
import dev.yamabiko.service.user.UserService;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.storage.sql.SqlDatabase;
import dev.yamabiko.storage.sql.SqlPool;
import dev.yamabiko.storage.sql.SqliteTables;
import dev.yamabiko.storage.user.SqlUserStore;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.user.Email;
import dev.yamabiko.user.PasswordCost;
import dev.yamabiko.user.PasswordHasher;
import dev.yamabiko.user.User;
import dev.yamabiko.user.UserDraft;
import dev.yamabiko.user.UserStore;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The services for users and logins of a node, on a real database and journal, with tokens that can be read. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
public abstract class LoginFixture {

    protected static final long NOW = 1_700_000_000_000L;
    private static final long TOKEN_MS = 900_000;

    @TempDir
    Path folder;

    protected final ManualClock clock = new ManualClock(NOW);
    protected final Gauges gauges = new Gauges();
    protected final Set<String> denied = new HashSet<>();
    protected PasswordHasher hasher = new PasswordHasher(new PasswordCost(64, 1), new SecureRandom());
    protected Vertx vertx;
    protected UserStore store;
    protected UserDesk desk;
    protected UserService users;
    protected AuthService auth;
    protected RevokeCall revoke;
    private UsersConfig config;
    protected HeldJournal journal;
    private Appender appender;

    @BeforeEach
    void build(Vertx vertx) {
        this.vertx = vertx;
        journal =
                new HeldJournal(new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 10), clock, new SecureRandom()));
        await(journal.open());
        appender = new Appender(vertx, journal, new LocalRelay(vertx), StreamLimits.DEFAULT, gauges);
        store = new SqlUserStore(new SqlPool(tables(folder)), clock);
        build(new UsersConfig(
                4, 1_000, 24, 3, UsersConfig.DEFAULT.passwords(), new UsersConfig.Attempts(3, 60, 20, 6, 1 << 18)));
    }

    /** An empty database; in this folder, if it is a file. */
    protected SqlDatabase tables(Path folder) {
        return new SqliteTables(folder);
    }

    /** The services once more, with other settings, on what there is. */
    protected void build(UsersConfig config) {
        this.config = config;
        Revocations revocations = new Revocations(appender, clock);
        Permissions permissions = (caller, action, what) -> !denied.contains(action + " " + what);
        desk = new UserDesk(vertx, store, hasher, config, gauges);
        users = new UserService(desk, revocations, permissions);
        Attempts attempts = new Attempts(config.attempts(), clock, new SecureRandom());
        auth = new AuthService(desk, LoginFixture::sign, attempts, revocations, config, clock, new SecureRandom());
        revoke = new RevokeCall(desk, revocations, permissions, clock);
    }

    @AfterEach
    void close() {
        await(desk.stop());
    }

    protected User add(String email, String password) {
        String kept = password.isEmpty() ? "" : hasher.hash(password);
        return store.create(new UserDraft(Email.of(email), "somebody", "", User.PLAIN, kept));
    }

    protected LoginResponse login(String email, String password) {
        return login(email, password, "10.0.0.1");
    }

    protected LoginResponse login(String email, String password, String address) {
        LoginRequest request =
                LoginRequest.newBuilder().setEmail(email).setPassword(password).build();
        return await(auth.login(request, new Somebody("CN=proxy", address)));
    }

    protected LoginResponse refresh(String token) {
        RefreshRequest request =
                RefreshRequest.newBuilder().setRefreshToken(token).build();
        return await(auth.refresh(request, new Somebody("CN=proxy", "10.0.0.1")));
    }

    protected RevokeResponse revoke(RevokeRequest.Builder request) {
        return await(revoke.revoke(request.build(), new Somebody("10.0.0.1")));
    }

    /** From now on something else happens before a method of the store is called. */
    protected void before(String method, Runnable act) {
        store = meanwhile(store, method, act, () -> {});
        build(config);
    }

    /** From now on something else happens after a method of the store, before its answer is there. */
    protected void after(String method, Runnable act) {
        store = meanwhile(store, method, () -> {}, act);
        build(config);
    }

    private static UserStore meanwhile(UserStore store, String name, Runnable before, Runnable after) {
        return (UserStore) Proxy.newProxyInstance(
                UserStore.class.getClassLoader(), new Class<?>[] {UserStore.class}, (self, method, values) -> {
                    boolean here = method.getName().equals(name);
                    if (here) {
                        CompletableFuture.runAsync(before).join();
                    }
                    try {
                        return method.invoke(store, values);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    } finally {
                        if (here) {
                            CompletableFuture.runAsync(after).join();
                        }
                    }
                });
    }

    /** When the token for calls was given. */
    protected static long issued(LoginResponse login) {
        return login.getAccessExpiresAt() - TOKEN_MS;
    }

    /** What all nodes were told. */
    protected List<Revocation> revocations() {
        List<Revocation> found = new ArrayList<>();
        await(journal.extent(Revocations.TOPIC)
                .compose(extent -> new TopicReplay<>(
                                journal, Revocations.TOPIC, Revocation.parser(), (record, offset) -> found.add(record))
                        .read(extent.earliest(), extent.last())));
        return found;
    }

    private static AccessTokens.Signed sign(User user, long issued) {
        return new AccessTokens.Signed("token of " + user.id() + " as " + user.role(), issued + TOKEN_MS);
    }

    /** Who calls from an address. */
    public record Somebody(String name, String origin) implements CallMetadata {

        /** One without a name. */
        public Somebody(String address) {
            this(address, address);
        }

        @Override
        public Caller caller() {
            return new Caller(name);
        }

        @Override
        public @Nullable String get(String name) {
            return null;
        }
    }
}
