package dev.yamabiko;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.auth.AuditLog;
import dev.yamabiko.gateway.auth.AuditedPermissions;
import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.gateway.auth.RevocationFeed;
import dev.yamabiko.gateway.auth.RevokedTokens;
import dev.yamabiko.gateway.auth.Roles;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.auth.AccessTokens;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.token.TokenIssuer;
import dev.yamabiko.token.TokenKeys;
import dev.yamabiko.token.TokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a node needs to know who calls; nothing where it does not ask. Thread-safe. */
final class AuthParts {

    private static final long AUDIT_MS = 1_000;

    private final Vertx vertx;
    private final HubConfig config;
    private final RevokedTokens revoked;
    private final @Nullable TokenKeys keys;
    private final @Nullable TokenIssuer issuer;
    private final @Nullable AuditLog audit;
    private final Gate gate;
    private final Permissions permissions;
    private Runnable closeAudit = () -> {};

    /** Reads the keys. {@code random}: hard to guess. */
    AuthParts(
            Vertx vertx,
            HubConfig config,
            String node,
            Appender appender,
            Gauges gauges,
            Clock clock,
            RandomGenerator random) {
        AuthConfig auth = config.auth();
        this.vertx = vertx;
        this.config = config;
        this.revoked = new RevokedTokens(auth);
        TokenKeys opened = auth.enabled() ? TokenKeys.open(vertx, auth, Path.of(config.data()), random) : null;
        this.keys = opened;
        this.issuer = opened == null ? null : new TokenIssuer(opened, auth, clock);
        boolean audited = opened != null && auth.audit().enabled();
        this.audit = audited ? new AuditLog(appender, auth.audit(), node, clock, gauges) : null;
        this.gate = new Gate(opened == null ? null : new TokenVerifier(opened, auth, clock), revoked, auth, audit);
        Permissions allowed = Roles.of(auth);
        this.permissions = audit == null ? allowed : new AuditedPermissions(allowed, audit);
    }

    /** Complete when it is known what is revoked: before that, no call may come in. */
    Future<Void> start(Journal journal, Relay relay, StreamLimits limits, Gauges gauges) {
        TokenKeys known = keys;
        if (known == null) {
            return Future.succeededFuture();
        }
        if (audit != null) {
            closeAudit = open(audit);
        }
        return known.start()
                .compose(v -> vertx.deployVerticle(new RevocationFeed(journal, relay, limits, gauges, revoked)))
                .mapEmpty();
    }

    void stop() {
        closeAudit.run();
    }

    private Runnable open(AuditLog log) {
        Runnable closeFile =
                AuditFile.open(Path.of(config.data()), config.auth().audit());
        long timer = vertx.setPeriodic(AUDIT_MS, id -> log.flush());
        return () -> {
            vertx.cancelTimer(timer);
            log.close();
            closeFile.run();
        };
    }

    Permissions permissions() {
        return permissions;
    }

    Gate gate() {
        return gate;
    }

    /** What signs the tokens that users get. */
    AccessTokens tokens() {
        return new IssuedTokens(issuer, config.auth());
    }
}
