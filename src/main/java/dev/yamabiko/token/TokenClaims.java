package dev.yamabiko.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.yamabiko.config.AuthConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The rules for what a token says (RFC 7519, 4.1): whom it is from and for, when it holds, whose it is. Thread-safe.
 */
final class TokenClaims {

    private static final int MAX_SCOPES = 64;
    private static final double LAST_SECOND = 253_402_300_799.0;

    /** No slash, star or brace: an id stands for itself in names and patterns of topics. */
    private static final Pattern USER = Pattern.compile("[\\w.@+:|-]{1,128}");

    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{0,256}");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,64}"); // RFC 6749, 3.3

    private final String audience;
    private final long leewayMs;
    private final long longestMs;
    private final Clock clock;

    TokenClaims(AuthConfig config, Clock clock) {
        this.audience = config.audience();
        this.leewayMs = TimeUnit.SECONDS.toMillis(config.leewaySeconds());
        this.longestMs = TimeUnit.HOURS.toMillis(config.longestLifeHours());
        this.clock = clock;
    }

    /** Whose they are, or refuses them. {@code issuer}: whoever has the key. */
    Identity check(ObjectNode claims, String issuer) {
        if (!TokenForm.text(claims, "iss").equals(issuer)) {
            throw new TokenRefused("another issuer");
        }
        if (!texts(claims, "aud").contains(audience)) {
            throw new TokenRefused("another audience");
        }
        long now = clock.millis();
        long issuedAt = time(claims, "iat");
        long expiresAt = time(claims, "exp");
        if (expiresAt + leewayMs <= now) {
            throw new TokenRefused("expired");
        }
        if (issuedAt - leewayMs > now || (claims.has("nbf") && time(claims, "nbf") - leewayMs > now)) {
            throw new TokenRefused("not yet valid");
        }
        if (expiresAt <= issuedAt || expiresAt - issuedAt > longestMs) {
            throw new TokenRefused("lives too long");
        }
        return new Identity(
                user(claims),
                optional(claims, "email"),
                optional(claims, "role"),
                scopes(claims),
                optional(claims, "jti"),
                issuedAt,
                expiresAt);
    }

    /** Whether a token that was good has not expired since. */
    boolean holds(Identity identity) {
        return identity.expiresAt() + leewayMs > clock.millis();
    }

    private static String user(ObjectNode claims) {
        JsonNode id = claims.get("user_id");
        String user = id != null && id.isIntegralNumber() ? id.asText() : TokenForm.text(claims, "user_id");
        if (!USER.matcher(user).matches()) {
            throw new TokenRefused("user_id is none");
        }
        return user;
    }

    private static String optional(ObjectNode claims, String name) {
        String text = claims.has(name) ? TokenForm.text(claims, name) : "";
        if (!TEXT.matcher(text).matches()) {
            throw new TokenRefused(name + " is too long, or not to be shown");
        }
        return text;
    }

    /** {@code scopes}, a list, or {@code scope}, words in one text (RFC 8693, 4.2); not both. */
    private static Set<String> scopes(ObjectNode claims) {
        boolean listed = claims.has("scopes");
        if (listed && claims.has("scope")) {
            throw new TokenRefused("scopes twice");
        }
        if (!listed && !claims.has("scope")) {
            return Set.of();
        }
        List<String> scopes = listed
                ? texts(claims, "scopes")
                : List.of(TokenForm.text(claims, "scope").split(" ", -1));
        if (scopes.size() > MAX_SCOPES
                || !scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
            throw new TokenRefused("scopes that are none");
        }
        return new HashSet<>(scopes);
    }

    /** One text, or a list of them. */
    private static List<String> texts(ObjectNode claims, String name) {
        JsonNode value = claims.get(name);
        if (value != null && value.isTextual()) {
            return List.of(value.textValue());
        }
        if (value == null || !value.isArray()) {
            throw new TokenRefused(name + " is no text");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : value) {
            if (!one.isTextual()) {
                throw new TokenRefused(name + " is no list of texts");
            }
            texts.add(one.textValue());
        }
        return texts;
    }

    /** In seconds there, fractions allowed, in milliseconds here. Years of four digits: no sum of two overflows. */
    private static long time(ObjectNode claims, String name) {
        JsonNode value = claims.get(name);
        double seconds = value != null && value.isNumber() ? value.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= LAST_SECOND)) {
            throw new TokenRefused(name + " is no time");
        }
        return Math.round(seconds * 1_000);
    }
}
