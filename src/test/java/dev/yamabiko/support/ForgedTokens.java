package dev.yamabiko.support;

import static dev.yamabiko.support.TokenDraft.part;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What claims to be a token and is none: forged, stale or twisted, each with the reason it has to fall for. */
public final class ForgedTokens {

    /** What is wrong with it, the token, and why the hub refuses it, which only the hub knows. */
    public record Forgery(String name, String token, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final TestKeys keys;
    private final long now;
    private final List<Forgery> all = new ArrayList<>();

    private ForgedTokens(TestKeys keys, long nowMs) {
        this.keys = keys;
        this.now = nowMs;
    }

    /** All of them, as of a time. */
    public static List<Forgery> of(TestKeys keys, long nowMs) {
        ForgedTokens forged = new ForgedTokens(keys, nowMs);
        try {
            forged.withoutSignature();
            forged.withAnotherAlgorithm();
            forged.withAnotherKey();
            forged.withKeysInTheHeader();
            forged.withAnotherSignature();
            forged.ofAnotherTime();
            forged.ofOthers();
            forged.ofAnotherForm();
            forged.withTwistedJson();
        } catch (GeneralSecurityException error) {
            throw new AssertionError(error);
        }
        return List.copyOf(forged.all);
    }

    private void withoutSignature() {
        String none = draft("hs").header("alg", "none").unsigned();
        add("alg none, signature left out", none + ".", "not three parts of base64url");
        add("alg none, two parts", none, "not three parts of base64url");
        add("alg none, some signature", none + "." + part("x"), "an algorithm that is not taken");
        for (String name : List.of("None", "NONE", "nOnE", "")) {
            String token = draft("hs").header("alg", name).unsigned() + "." + part("x");
            add("alg '" + name + "'", token, "an algorithm that is not taken");
        }
        add("signature left out", draft("rs").unsigned() + ".", "not three parts of base64url");
        add("alg left out", draft("hs").header("alg", null).token(), "alg is no text");
        add("alg a number", draft("hs").header("alg", 256).token(), "alg is no text");
        add(
                "alg a list",
                draft("hs").header("alg", new JsonArray().add("HS256")).token(),
                "alg is no text");
    }

    private void withAnotherAlgorithm() {
        for (String name : List.of("HS384", "HS512", "RS512", "PS256", "ES384", "ES256K", "hs256", "HS256 ")) {
            add("alg " + name, draft("hs").header("alg", name).token(), "an algorithm that is not taken");
        }
        for (String key : List.of("rs", "es", "ed")) {
            add(
                    "the secret's signature under " + key,
                    draft(key).header("alg", "HS256").signedWith("HS256").token(),
                    OTHER);
            add("public key " + key + " as a secret", confused(key, false), OTHER);
            add("PEM of public key " + key + " as a secret", confused(key, true), OTHER);
        }
        add(
                "RS256 under the secret's name",
                draft("hs").header("alg", "RS256").signedWith("RS256").token(),
                OTHER);
        add("alg changed after signing", draft("es").header("alg", "RS256").token(), OTHER);
    }

    private static final String OTHER = "another algorithm than its key's";

    /** The classic: what everybody has, the public key, taken for the secret of an HMAC. */
    private String confused(String key, boolean pem) {
        String algorithm = key.equals("rs") ? "RS256" : key.equals("es") ? "ES256" : "EdDSA";
        byte[] der = keys.publicKey(algorithm).getEncoded();
        byte[] secret = pem ? TestKeys.pem("PUBLIC KEY", der).getBytes(StandardCharsets.UTF_8) : der;
        String signed = draft(key).header("alg", "HS256").unsigned();
        return signed + "." + part(TestKeys.hmac(secret, signed.getBytes(StandardCharsets.UTF_8)));
    }

    private void withAnotherKey() throws GeneralSecurityException {
        add("kid left out", draft("hs").header("kid", null).token(), "kid is no text");
        for (String kid :
                List.of("none", "", "HS", "../hs", "/dev/null", "hs\u0000", "' or 1=1 --", "http://evil.example")) {
            add("kid '" + kid + "'", draft("hs").header("kid", kid).token(), "an unknown key");
        }
        add("kid a number", draft("hs").header("kid", 1).token(), "kid is no text");
        add("kid a list", draft("hs").header("kid", new JsonArray().add("hs")).token(), "kid is no text");
        add("kid of another secret", forgedBy("HS256", "hs", new byte[32]), "another signature");
        add("an empty file as a secret", forgedBy("HS256", "hs", new byte[1]), "another signature");
        KeyPair others = TestKeys.rsa(2_048);
        String signed = draft("rs").unsigned();
        byte[] signature =
                TestKeys.signature("SHA256withRSA", others.getPrivate(), signed.getBytes(StandardCharsets.UTF_8));
        add("somebody else's RSA key", signed + "." + part(signature), "another signature");
    }

    private String forgedBy(String algorithm, String kid, byte[] secret) {
        String signed = draft("hs").header("alg", algorithm).header("kid", kid).unsigned();
        return signed + "." + part(TestKeys.hmac(secret, signed.getBytes(StandardCharsets.UTF_8)));
    }

    private void withKeysInTheHeader() {
        String header = "a header that is not taken";
        add("jku", draft("rs").header("jku", "https://evil.example/keys").token(), header);
        add("x5u", draft("rs").header("x5u", "https://evil.example/cert").token(), header);
        add("x5c", draft("rs").header("x5c", new JsonArray().add("MIIB")).token(), header);
        add(
                "jwk",
                draft("hs")
                        .header("jwk", new JsonObject().put("kty", "oct").put("k", "AAAA"))
                        .token(),
                header);
        add("crit", draft("hs").header("crit", new JsonArray().add("exp")).token(), header);
        add("b64 false", draft("hs").header("b64", false).token(), header);
        add("compressed", draft("hs").header("zip", "DEF").token(), header);
        add("nested", draft("hs").header("cty", "JWT").token(), header);
        add("nonce", draft("hs").header("nonce", "n").token(), header);
        add("encrypted", draft("hs").header("enc", "A256GCM").token(), header);
        add("typ of another kind", draft("hs").header("typ", "secevent+jwt").token(), "another type");
        add("typ refresh", draft("hs").header("typ", "refresh").token(), "another type");
    }

    private void withAnotherSignature() {
        for (String key : List.of("hs", "rs", "es", "ed")) {
            String token = draft(key).token();
            int cut = token.lastIndexOf('.') + 1;
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(cut));
            signature[signature.length / 2] ^= 1;
            add("one bit of a signature of " + key, token.substring(0, cut) + part(signature), "another signature");
            String others = draft(key).claim("role", "admin").unsigned();
            add("claims changed under " + key, others + token.substring(cut - 1), "another signature");
        }
        String es = draft("es").unsigned() + ".";
        add("ES256 of zeros", es + part(new byte[64]), "another signature");
        add("ES256 cut", es + part(new byte[63]), OTHER);
        add("ES256 in DER", es + part(new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1}), OTHER);
        add("HS256 cut", draft("hs").unsigned() + "." + part(new byte[16]), OTHER);
        add("RS256 empty but for a byte", draft("rs").unsigned() + "." + part(new byte[1]), OTHER);
        add("RS256 of zeros", draft("rs").unsigned() + "." + part(new byte[256]), "another signature");
    }

    private void ofAnotherTime() {
        add("expired", draft("hs").shift("iat", -7_200).shift("exp", -3_631).token(), "expired");
        add("not yet", draft("hs").claim("nbf", now / 1_000 + 600).token(), "not yet valid");
        add("issued in the future", draft("hs").shift("iat", 600).token(), "not yet valid");
        add("lives too long", draft("hs").shift("exp", 30 * 86_400).token(), "lives too long");
        add(
                "ends before it begins",
                draft("hs").shift("iat", 20).claim("exp", now / 1_000 - 20).token(),
                "lives too long");
        add("exp left out", draft("hs").claim("exp", null).token(), "exp is no time");
        add("iat left out", draft("hs").claim("iat", null).token(), "iat is no time");
        add("exp a text", draft("hs").claim("exp", "9999999999").token(), "exp is no time");
        add("exp negative", draft("hs").claim("exp", -1).token(), "exp is no time");
        add("exp beyond all years", draft("hs").claim("exp", Long.MAX_VALUE).token(), "exp is no time");
        add(
                "exp infinite",
                draft("hs").token(text -> text, text -> text.replaceFirst("\"exp\":\\d+", "\"exp\":1e999")),
                "exp is no time");
        add("nbf a text", draft("hs").claim("nbf", "now").token(), "nbf is no time");
    }

    private void ofOthers() {
        add("another issuer", draft("hs").claim("iss", "evil").token(), "another issuer");
        add("issuer left out", draft("hs").claim("iss", null).token(), "iss is no text");
        add(
                "issuer among others",
                draft("hs").claim("iss", new JsonArray().add("yamabiko")).token(),
                "iss is no text");
        add("another audience", draft("hs").claim("aud", "shop").token(), "another audience");
        add("audience left out", draft("hs").claim("aud", null).token(), "aud is no text");
        add("audience begins alike", draft("hs").claim("aud", "yamabiko.evil").token(), "another audience");
        add(
                "audiences, none ours",
                draft("hs").claim("aud", new JsonArray().add("a").add("b")).token(),
                "another audience");
        add("user left out", draft("hs").claim("user_id", null).token(), "user_id is no text");
        for (String user : List.of("", "*", "a/b", "{user}", "a\nb", "x".repeat(129))) {
            add(
                    "user '" + user.strip() + "'",
                    draft("hs").claim("user_id", user).token(),
                    "user_id is none");
        }
        add("user an object", draft("hs").claim("user_id", new JsonObject()).token(), "user_id is no text");
        add("scopes a number", draft("hs").claim("scopes", 7).token(), "scopes is no text");
        add(
                "scopes of numbers",
                draft("hs").claim("scopes", new JsonArray().add(7)).token(),
                "scopes is no list of texts");
        add("scopes twice", draft("hs").claim("scope", "logs:read").token(), "scopes twice");
    }

    private void ofAnotherForm() {
        String token = draft("hs").token();
        String three = "not three parts of base64url";
        add("empty", "", three);
        add("a word", "token", three);
        add("only dots", "..", three);
        add("a fourth part", token + ".x", three);
        add("a dot behind it", token + ".", three);
        add("a blank behind it", token + " ", three);
        add("the word Bearer twice", "Bearer " + token, three);
        add("two tokens", token + "," + token, three);
        add("padded", token + "=", three);
        add("standard base64", token.replace('_', '/').replace('-', '+') + "+", three);
        add("a line break", token.substring(0, 9) + "\n" + token.substring(9), three);
        add("nested in itself", part(token) + "." + part(token) + "." + part(token), "no JSON");
        add("five parts, as if encrypted", "a.b.c.d.e", three);
        add(
                "loose ends",
                token.substring(0, token.length() - 1) + twin(token.charAt(token.length() - 1)),
                "base64url with loose ends");
        add("huge", draft("hs").claim("more", "x".repeat(100_000)).token(), "too long");
    }

    /** The character that differs only in bits that nobody reads: 32 bytes leave two of them. */
    private static char twin(char last) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return alphabet.charAt(alphabet.indexOf(last) ^ 1);
    }

    private void withTwistedJson() {
        add("alg twice", draft("hs").token(text -> "{\"alg\":\"none\"," + text.substring(1), text -> text), "no JSON");
        add("kid twice", draft("hs").token(text -> "{\"kid\":\"rs\"," + text.substring(1), text -> text), "no JSON");
        add("exp twice", draft("hs").token(text -> text, text -> "{\"exp\":1," + text.substring(1)), "no JSON");
        add(
                "user twice",
                draft("hs").token(text -> text, text -> "{\"user_id\":\"root\"," + text.substring(1)),
                "no JSON");
        add(
                "more behind its claims",
                draft("hs").token(text -> text, text -> text + "{\"user_id\":\"root\"}"),
                "no JSON");
        add("claims a list", draft("hs").token(text -> text, text -> "[" + text + "]"), "no JSON object");
        add("claims null", draft("hs").token(text -> text, text -> "null"), "no JSON object");
        add("header a text", draft("hs").token(text -> "\"HS256\"", text -> text), "no JSON object");
        add("nested deep", draft("hs").claim("x", deep()).token(), "no JSON");
        add("no UTF-8", part(new byte[] {(byte) 0xC3, 0x28}) + "." + part("{}") + "." + part("x"), "no UTF-8");
        add("single quotes", draft("hs").token(text -> text.replace('"', '\''), text -> text), "no JSON");
    }

    private static JsonArray deep() {
        JsonArray deep = new JsonArray();
        for (int depth = 0; depth < 100; depth++) {
            deep = new JsonArray().add(deep);
        }
        return deep;
    }

    private TokenDraft draft(String key) {
        return new TokenDraft(keys, key, now);
    }

    private void add(String name, String token, String why) {
        all.add(new Forgery(name, token, why));
    }
}
