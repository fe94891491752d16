package dev.yamabiko.token;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/**
 * A key with the one algorithm it is for and whoever signs with it. Each has a {@link JWTAuth} of its own, so a token
 * chooses neither key nor algorithm. Thread-safe: the library takes turns.
 */
final class TokenKey {

    private final String id;
    private final TokenAlgorithm algorithm;
    private final String issuer;
    private final boolean signs;
    private final JWTAuth keys;

    /** {@code keys}: this one alone. */
    TokenKey(String id, TokenAlgorithm algorithm, String issuer, boolean signs, JWTAuth keys) {
        this.id = id;
        this.algorithm = algorithm;
        this.issuer = issuer;
        this.signs = signs;
        this.keys = keys;
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
        return signs;
    }

    /** Whether the signature is of this key; the library compares secrets in constant time. */
    boolean signed(String token) {
        return keys.authenticate(new TokenCredentials(token)).succeeded();
    }

    /** A token with these claims as they are. */
    String sign(JsonObject claims) {
        return keys.generateToken(
                claims, new JWTOptions().setAlgorithm(algorithm.header()).setNoTimestamp(true));
    }
}
