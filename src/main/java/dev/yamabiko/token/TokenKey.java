package dev.yamabiko.token;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key with the one algorithm it is for and whoever signs with it, and the keys that it takes the place of. Each has a
 * {@link JWTAuth} of its own, so a token chooses neither key nor algorithm. Thread-safe: the library takes turns.
 */
final class TokenKey {

    private final String id;
    private final TokenAlgorithm algorithm;
    private final String issuer;
    private final @Nullable JWTAuth signer;
    private final List<JWTAuth> checkers;

    /**
     * A key that is known by its id.
     *
     * @param signer has this one alone; null: it only checks
     * @param checkers have one each: this one first, then those that are on their way out
     */
    TokenKey(String id, TokenAlgorithm algorithm, String issuer, @Nullable JWTAuth signer, List<JWTAuth> checkers) {
        this.id = id;
        this.algorithm = algorithm;
        this.issuer = issuer;
        this.signer = signer;
        this.checkers = List.copyOf(checkers);
    }

    /** What the library is told: signatures are its part, times and names are ours. */
    static JWTAuthOptions material() {
        return new JWTAuthOptions().setJWTOptions(new JWTOptions().setIgnoreExpiration(true));
    }

    String id() {
        return id;
    }

    TokenAlgorithm algorithm() {
        return algorithm;
    }

    String issuer() {
        return issuer;
    }

    boolean signs() {
        return signer != null;
    }

    /** Whether the signature is of this key, or an older one; the library compares secrets in constant time. */
    boolean signed(String token) {
        return checkers.stream().anyMatch(checker -> signed(token, checker));
    }

    /** A token with these claims as they are. */
    String sign(JsonObject claims) {
        return Objects.requireNonNull(signer, "signer")
                .generateToken(
                        claims,
                        new JWTOptions().setAlgorithm(algorithm.header()).setNoTimestamp(true));
    }

    private static boolean signed(String token, JWTAuth checker) {
        try {
            return checker.authenticate(new TokenCredentials(token)).succeeded();
        } catch (RuntimeException fault) {
            return false; // the library's own, in what only looks like a token
        }
    }
}
