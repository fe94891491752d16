package dev.yamabiko.token;

import dev.yamabiko.config.JwksConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from the one address that is configured: a JSON Web Key Set (RFC 7517), kept until a newer one is there. One
 * read at a time, whoever asks, and none sooner than the configured time after the last began. Thread-safe.
 */
final class Jwks {

    private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);
    private static final int MAX_BYTES = 256 << 10;
    private static final int MAX_KEYS = 64;

    private final Vertx vertx;
    private final JwksConfig config;
    private final HttpClient client;
    private final AtomicReference<@Nullable Future<Void>> reading = new AtomicReference<>();
    private volatile Map<String, TokenKey> keys = Map.of();

    Jwks(Vertx vertx, JwksConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(config.timeoutSeconds() * 1_000)
                .setReadIdleTimeout(config.timeoutSeconds()));
    }

    /** Reads it, and again and again. */
    Future<Void> start() {
        vertx.setPeriodic(config.refreshSeconds() * 1_000L, id -> refresh());
        return refresh();
    }

    @Nullable
    TokenKey find(String id) {
        return keys.get(id);
    }

    /** Complete when the newest keys are there, or what there was has to do: then the next read is some time away. */
    Future<Void> refresh() {
        Future<Void> running = reading.get();
        if (running != null) {
            return running;
        }
        var promise = Promise.<Void>promise();
        if (!reading.compareAndSet(null, promise.future())) {
            return refresh();
        }
        Future<Void> pause = vertx.timer(config.retrySeconds(), TimeUnit.SECONDS);
        Future.join(promise.future(), pause).onComplete(done -> reading.set(null));
        read().onComplete(done -> {
            if (done.failed()) {
                LOG.warn("keys not read, those there were hold url={} error={}", config.url(), reason(done.cause()));
            }
            promise.complete();
        });
        return promise.future();
    }

    private static String reason(Throwable error) {
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private Future<Void> read() {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(config.url())
                .setTimeout(config.timeoutSeconds() * 1_000L)
                .putHeader("accept", "application/json");
        return client.request(request)
                .compose(asked -> asked.send().compose(Jwks::body))
                .timeout(config.timeoutSeconds(), TimeUnit.SECONDS)
                .map(body -> {
                    keys = parse(new JsonObject(body));
                    return null;
                });
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return response.request().reset().compose(v -> Future.failedFuture("status " + response.statusCode()));
        }
        var whole = Promise.<Buffer>promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > MAX_BYTES) {
                response.request().reset();
                whole.tryFail("more than " + MAX_BYTES + " bytes");
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(v -> whole.tryComplete(body));
        response.exceptionHandler(whole::tryFail);
        return whole.future();
    }

    private Map<String, TokenKey> parse(JsonObject set) {
        JsonArray listed = set.getJsonArray("keys", new JsonArray());
        Map<String, TokenKey> parsed = new LinkedHashMap<>();
        for (int i = 0; i < listed.size() && parsed.size() < MAX_KEYS; i++) {
            JsonObject one = listed.getJsonObject(i);
            key(one).ifPresentOrElse(
                            key -> parsed.putIfAbsent(key.id(), key),
                            () -> LOG.debug("key left out url={}", config.url()));
        }
        if (parsed.isEmpty()) {
            throw new IllegalStateException("no usable key in it");
        }
        return Map.copyOf(parsed);
    }

    /** A public key for signatures, of an algorithm that we take. A secret that everybody can read is none. */
    private Optional<TokenKey> key(JsonObject one) {
        String id = one.getString("kid");
        String kind = one.getString("kty") + "/" + one.getString("crv");
        String natural = switch (kind) {
            case "RSA/null" -> "RS256";
            case "EC/P-256" -> "ES256";
            case "OKP/Ed25519" -> "EdDSA";
            default -> "";
        };
        boolean signs = "sig".equals(one.getString("use", "sig"));
        boolean weak = natural.equals("RS256") && one.getString("n", "").length() < 342; // 2048 bits of base64url
        if (id == null || natural.isEmpty() || !natural.equals(one.getString("alg", natural)) || !signs || weak) {
            return Optional.empty();
        }
        JsonObject publicHalf = one.copy().put("alg", natural);
        publicHalf.remove("d");
        publicHalf.remove("x5c");
        JWTAuth material = JWTAuth.create(vertx, TokenKey.material().addJwk(publicHalf));
        return TokenAlgorithm.of(natural)
                .map(algorithm -> new TokenKey(id, algorithm, config.issuer(), null, List.of(material)));
    }
}
