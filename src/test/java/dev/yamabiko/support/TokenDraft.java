package dev.yamabiko.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** A token in the making, true or false, put together without the hub's code. For one thread. */
public final class TokenDraft {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final TestKeys keys;
    private String signedWith;
    private final JsonObject header;
    private final JsonObject claims;

    /** A true one of {@code ann}, who may read logs for an hour. {@code key}: one of {@code TestKeys}. */
    public TokenDraft(TestKeys keys, String key, long nowMs) {
        this.keys = keys;
        this.signedWith = algorithm(key);
        this.header = new JsonObject().put("alg", signedWith).put("typ", "JWT").put("kid", key);
        this.claims = new JsonObject()
                .put("iss", "yamabiko")
                .put("aud", "yamabiko")
                .put("user_id", "ann")
                .put("email", "ann@example.org")
                .put("role", "reader")
                .put("scopes", new JsonArray().add("logs:read"))
                .put("jti", "t-1")
                .put("iat", nowMs / 1_000)
                .put("exp", nowMs / 1_000 + 3_600);
    }

    /** Says something else in its header; null: nothing. */
    public TokenDraft header(String name, Object value) {
        put(header, name, value);
        return this;
    }

    /** Claims something else; null: nothing. */
    public TokenDraft claim(String name, Object value) {
        put(claims, name, value);
        return this;
    }

    /** Claims that a whole number of seconds is something else. */
    public TokenDraft shift(String name, long seconds) {
        return claim(name, claims.getLong(name) + seconds);
    }

    /** Signs with another algorithm than it says. */
    public TokenDraft signedWith(String algorithm) {
        signedWith = algorithm;
        return this;
    }

    /** Signed as it says. */
    public String token() {
        return token(text -> text, text -> text);
    }

    /** Signed, and the JSON of its header and claims twisted before that. */
    public String token(UnaryOperator<String> twistHeader, UnaryOperator<String> twistClaims) {
        String signed = part(twistHeader.apply(header.encode())) + "." + part(twistClaims.apply(claims.encode()));
        return signed + "." + part(keys.sign(signedWith, signed.getBytes(StandardCharsets.UTF_8)));
    }

    /** Header and claims, without a signature. */
    public String unsigned() {
        return part(header.encode()) + "." + part(claims.encode());
    }

    /** Base64url of a text. */
    public static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Base64url of bytes. */
    public static String part(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    private static void put(JsonObject into, String name, Object value) {
        if (value == null) {
            into.remove(name);
        } else {
            into.put(name, value);
        }
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "hs" -> "HS256";
            case "rs" -> "RS256";
            case "es" -> "ES256";
            default -> "EdDSA";
        };
    }
}
