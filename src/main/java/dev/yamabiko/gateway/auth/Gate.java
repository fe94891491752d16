package dev.yamabiko.gateway.auth;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.token.Identity;
import dev.yamabiko.token.TokenRefused;
import dev.yamabiko.token.TokenVerifier;
import io.vertx.core.Future;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where calls come in: says whose each is, once, or refuses it. Thread-safe. */
public final class Gate {

    /** RFC 6750, 2.1: the one place for a token. */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) ([^ ]+)");

    private final @Nullable TokenVerifier verifier;
    private final Roles roles;
    private final RevokedTokens revoked;
    private final AuthConfig config;
    private final @Nullable AuditLog audit;

    /** {@code verifier}: null: whoever comes may come in; {@code audit}: null: nothing is written down. */
    public Gate(@Nullable TokenVerifier verifier, RevokedTokens revoked, AuthConfig config, @Nullable AuditLog audit) {
        this.verifier = verifier;
        this.roles = new Roles(config);
        this.revoked = revoked;
        this.config = config;
        this.audit = audit;
    }

    /** One that stands open. */
    public static Gate open() {
        return new Gate(null, new RevokedTokens(AuthConfig.DEFAULT), AuthConfig.DEFAULT, null);
    }

    /** Whether calls need tokens at all. */
    public boolean closed() {
        return verifier != null;
    }

    /**
     * Whose call it is; at once, but where a key has to be asked for. Completes on the caller's context.
     *
     * @param rpc what is called
     * @param authorization every value under that name
     * @param stranger who calls, as far as the connection says
     * @return fails with {@link TokenRefused}, always in the same words, or with {@link ServiceError.Denied}
     */
    public Future<Caller> admit(String rpc, Access access, List<String> authorization, Caller stranger) {
        TokenVerifier known = verifier;
        if (known == null) {
            return Future.succeededFuture(stranger);
        }
        Caller calling = stranger.calling(rpc);
        if (access == Access.ANYBODY || (access == Access.TOKEN_IF_ANY && authorization.isEmpty())) {
            return Future.succeededFuture(calling);
        }
        return bearer(authorization)
                .compose(this::verify)
                .map(identity -> admitted(rpc, identity, access))
                .onFailure(error -> {
                    if (error instanceof TokenRefused refused) {
                        refused(calling, refused.why());
                    }
                });
    }

    /** Whose a token is; fails with {@link TokenRefused}, also for one that is revoked. */
    public Future<Identity> verify(String token) {
        TokenVerifier known = verifier;
        if (known == null) {
            return Future.failedFuture(new TokenRefused("tokens are not looked at"));
        }
        return known.verify(token).map(identity -> {
            if (revoked.holds(identity)) {
                throw new TokenRefused("revoked");
            }
            return identity;
        });
    }

    /** Whether a token has been revoked since it was let in. */
    public boolean revoked(Identity identity) {
        return revoked.holds(identity);
    }

    /** Whether a call may go on under a fresh token: the same user in the same role, for what the call does. */
    public boolean goesOn(Identity before, Identity fresh, Access access) {
        return before.userId().equals(fresh.userId())
                && before.role().equals(fresh.role())
                && roles.allow(fresh, access.scope());
    }

    /** What writes down who did what; null: nothing does. */
    @Nullable
    AuditLog audit() {
        return audit;
    }

    /** How long before its token expires a stream is told, in milliseconds. */
    public long warnMs() {
        return config.warnSeconds() * 1_000L;
    }

    /** How long after its token has expired a stream goes on, in milliseconds. */
    public long graceMs() {
        return config.graceSeconds() * 1_000L;
    }

    private Caller admitted(String rpc, Identity identity, Access access) {
        Caller caller = new Caller(identity.userId(), identity).calling(rpc);
        if (!roles.allow(identity, access.scope())) {
            refused(caller, "scope");
            throw new ServiceError.Denied(
                    "scope " + access.scope() + ": not permitted (expected: a token that has it)");
        }
        return caller;
    }

    /** Writes down that a call is not let in, or may not go on. */
    public void refused(Caller caller, String why) {
        if (audit != null) {
            audit.refused(caller, caller.rpc(), "", why);
        }
    }

    /** Writes down that the calls of a connection go on under a fresh token. */
    public void renewed(Caller caller) {
        if (audit != null) {
            audit.allowed(caller, "RENEW", "");
        }
    }

    private static Future<String> bearer(List<String> authorization) {
        if (authorization.size() != 1) {
            return Future.failedFuture(new TokenRefused(authorization.isEmpty() ? "no token" : "several tokens"));
        }
        Matcher bearer = BEARER.matcher(authorization.get(0));
        return bearer.matches()
                ? Future.succeededFuture(bearer.group(1))
                : Future.failedFuture(new TokenRefused("no bearer token"));
    }
}
