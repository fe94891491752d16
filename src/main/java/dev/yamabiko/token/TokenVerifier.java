package dev.yamabiko.token;

import dev.yamabiko.config.AuthConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Clock;

/**
 * Says whose a token is, or refuses it, always in the same words ({@link TokenRefused}). Nothing in a token says how it
 * is checked: its key is looked up among ours, and the key says the algorithm and the issuer. Thread-safe.
 */
public final class TokenVerifier {

    private final TokenKeys keys;
    private final TokenClaims claims;
    private final KnownTokens known = new KnownTokens();

    /** With these keys, by these rules. */
    public TokenVerifier(TokenKeys keys, AuthConfig config, Clock clock) {
        this.keys = keys;
        this.claims = new TokenClaims(config, clock);
    }

    /** Whose it is: at once, but for a key that is perhaps at an address and not yet here. */
    public Future<Identity> verify(String token) {
        if (token.length() > TokenForm.MAX_CHARACTERS) {
            return Future.failedFuture(new TokenRefused("too long"));
        }
        ByteBuffer digest = KnownTokens.digest(token);
        KnownTokens.Known seen = known.find(digest);
        if (seen != null && keys.find(seen.key().id()) == seen.key() && claims.holds(seen.identity())) {
            return Future.succeededFuture(seen.identity());
        }
        try {
            TokenForm form = TokenForm.of(token);
            return keys.find(form.keyId()) != null
                    ? Future.succeededFuture(check(form, digest))
                    : here(keys.lookFurther()).map(v -> check(form, digest));
        } catch (TokenRefused refused) {
            return Future.failedFuture(refused);
        }
    }

    /** On the context of the caller, wherever the address has answered. */
    private static Future<Void> here(Future<Void> elsewhere) {
        Context context = Vertx.currentContext();
        if (context == null || elsewhere.isComplete()) {
            return elsewhere;
        }
        Promise<Void> here = Promise.promise();
        elsewhere.onComplete(done -> context.runOnContext(v -> here.complete()));
        return here.future();
    }

    private Identity check(TokenForm form, ByteBuffer digest) {
        TokenKey key = keys.find(form.keyId());
        if (key == null) {
            throw new TokenRefused("an unknown key");
        }
        if (form.algorithm() != key.algorithm() || !key.algorithm().fits(form.signatureBytes())) {
            throw new TokenRefused("another algorithm than its key's");
        }
        Identity identity = claims.check(form.claims(), key.issuer()); // first: it costs less than a signature
        if (!key.signed(form.token())) {
            throw new TokenRefused("another signature");
        }
        known.add(digest, new KnownTokens.Known(key, identity));
        return identity;
    }
}
