package dev.yamabiko.token;

import dev.yamabiko.config.AuthConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.TreeSet;
import java.util.UUID;

/** Signs the tokens that the hub gives. Thread-safe. */
public final class TokenIssuer {

    private final TokenKeys keys;
    private final AuthConfig config;
    private final Clock clock;

    /** {@code keys}: one of them signs. */
    public TokenIssuer(TokenKeys keys, AuthConfig config, Clock clock) {
        this.keys = keys;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A token, and whose it says it is.
     *
     * @param token as it goes with a call
     */
    public record Issued(String token, Identity identity) {

        /** Without the token: this may be logged. */
        @Override
        public String toString() {
            return "Issued[" + identity + "]";
        }
    }

    /** Whether the hub has a key to sign with; without one, tokens come from elsewhere. */
    public boolean available() {
        return keys.signing() != null;
    }

    /** Gives a token that is issued now. */
    public Issued issue(Identity identity, long lifeMs) {
        return issue(identity, clock.millis(), lifeMs);
    }

    /**
     * Gives a token.
     *
     * @param now when it is issued, milliseconds since the epoch
     * @param lifeMs how long it holds, at most {@code auth.longest-life-hours}
     * @param identity whose it is; its id and times are not taken, but new ones given
     * @throws IllegalStateException if there is no key to sign with
     */
    public Issued issue(Identity identity, long now, long lifeMs) {
        TokenKey key = keys.signing();
        if (key == null) {
            throw new IllegalStateException("auth.keys: none to sign with");
        }
        Identity given = new Identity(
                identity.userId(),
                identity.email(),
                identity.role(),
                identity.scopes(),
                UUID.randomUUID().toString(),
                now,
                now + Math.min(lifeMs, config.longestLifeHours() * 3_600_000L));
        return new Issued(key.sign(claims(given)), given);
    }

    private JsonObject claims(Identity given) {
        JsonObject claims = new JsonObject()
                .put("iss", config.issuer())
                .put("aud", config.audience())
                .put("jti", given.tokenId())
                .put("user_id", given.userId())
                .put(
                        "scopes",
                        new JsonArray(new TreeSet<>(given.scopes()).stream().toList()))
                .put("iat", given.issuedAt() / 1_000.0) // to the millisecond: what is revoked in this second is older
                .put("exp", given.expiresAt() / 1_000.0);
        if (!given.email().isEmpty()) {
            claims.put("email", given.email());
        }
        return given.role().isEmpty() ? claims : claims.put("role", given.role());
    }
}
