package dev.yamabiko;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Revocations;
import dev.yamabiko.service.UserDesk;
import dev.yamabiko.service.auth.AccessTokens;
import dev.yamabiko.service.auth.Attempts;
import dev.yamabiko.service.auth.AuthService;
import dev.yamabiko.service.auth.RevokeCall;
import dev.yamabiko.service.user.UserService;
import dev.yamabiko.storage.sql.PostgresTables;
import dev.yamabiko.storage.sql.SqlPool;
import dev.yamabiko.storage.sql.SqliteTables;
import dev.yamabiko.storage.user.SqlUserStore;
import dev.yamabiko.user.PasswordCost;
import dev.yamabiko.user.PasswordHasher;
import dev.yamabiko.user.UserStore;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the users of a node are made of. Thread-safe. */
public final class UserParts {

    private final UserDesk desk;
    private final UserService users;
    private final AuthService auth;
    private final RevokeCall revoke;

    UserParts(ServiceParts.Core core, Permissions permissions, AccessTokens tokens) {
        UsersConfig config = core.config().users();
        Revocations revocations = new Revocations(core.appender(), core.clock());
        this.desk = new UserDesk(
                core.vertx(), store(core.config(), core.clock()), hasher(config, core.random()), config, core.gauges());
        this.users = new UserService(desk, revocations, permissions);
        Attempts attempts = new Attempts(config.attempts(), core.clock(), core.random());
        this.auth = new AuthService(desk, tokens, attempts, revocations, config, core.clock(), core.random());
        this.revoke = new RevokeCall(desk, revocations, permissions, core.clock());
    }

    /**
     * Where the users of a hub are; null: the nodes of this cluster have no database in common. Opened when first used.
     */
    public static @Nullable UserStore store(HubConfig config, Clock clock) {
        if (!config.journal().database().isEmpty()) {
            return new SqlUserStore(new SqlPool(new PostgresTables(JournalParts.access(config.journal()))), clock);
        }
        return config.cluster().enabled()
                ? null
                : new SqlUserStore(new SqlPool(new SqliteTables(Path.of(config.data()))), clock);
    }

    /** What makes of passwords what is kept of them. */
    public static PasswordHasher hasher(UsersConfig config, RandomGenerator random) {
        UsersConfig.Passwords cost = config.passwords();
        return new PasswordHasher(new PasswordCost(cost.memoryKib(), cost.iterations()), random);
    }

    Future<Void> stop() {
        return desk.stop();
    }

    UserService users() {
        return users;
    }

    AuthService auth() {
        return auth;
    }

    RevokeCall revoke() {
        return revoke;
    }
}
