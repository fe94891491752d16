package dev.yamabiko.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from an address, against a server that the test decides on. */
@Timeout(30)
class JwksTest {

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Clock clock = Clock.systemUTC();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Consumer<HttpServerRequest> answer =
            request -> request.response().end("{}");
    private TestKeys keys;
    private HttpServer server;

    @BeforeEach
    void serve() {
        keys = TestKeys.in(folder.resolve("keys"));
        server = Answer.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    reads.incrementAndGet();
                    answer.accept(request);
                })
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        Answer.await(vertx.close());
    }

    @Test
    void shouldTakeTokensOfKeysFromTheAddressAndOfItsIssuerAlone() {
        serve(rsa("idp"));
        TokenVerifier verifier = verifier(300, 1);

        assertThat(verifier.verify(token("idp").token()).succeeded()).isTrue();
        assertThat(verifier.verify(token("idp").claim("iss", "yamabiko").token())
                        .cause())
                .hasMessage(TokenRefused.TEXT);
    }

    @Test
    void shouldReadOnceForAllThatAskForAKeyItDoesNotHave() {
        // Given
        serve(rsa("old"));
        TokenVerifier verifier = verifier(300, 1);
        assertThat(reads).hasValue(1);
        serve(rsa("old"), rsa("new"));
        Await.passing(Duration.ofMillis(1_100));

        // When
        List<Future<Identity>> asked = IntStream.range(0, 500)
                .mapToObj(i -> verifier.verify(token("new").token()))
                .toList();

        // Then
        asked.forEach(one -> assertThat(Answer.await(one).userId()).isEqualTo("ann"));
        assertThat(reads).hasValue(2);
    }

    @Test
    void shouldNotReadAgainBeforeTheLastReadIsOverHoweverLongItTakes() {
        // Given: a read that takes longer than the time between two
        serve(rsa("old"));
        TokenVerifier verifier = verifier(300, 1, 20);
        Await.passing(Duration.ofMillis(1_100));
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        answer = held::add;
        Future<Identity> first = verifier.verify(token("new").token());
        Await.until("the read", Duration.ofSeconds(10), () -> held.size() == 1);
        Await.passing(Duration.ofMillis(1_100));

        // When
        Future<Identity> second = verifier.verify(token("new").token());
        serve(rsa("old"), rsa("new"));
        answer.accept(held.remove());

        // Then
        assertThat(Answer.await(first).userId()).isEqualTo("ann");
        assertThat(Answer.await(second).userId()).isEqualTo("ann");
        assertThat(reads).hasValue(2);
        assertThat(catchFailure(verifier.verify(token("newer").token()))).hasMessage(TokenRefused.TEXT);
        assertThat(reads).as("and then again").hasValue(3);
    }

    @Test
    void shouldNotReadMoreOftenThanItMayWhateverTokensName() {
        serve(rsa("old"));
        TokenVerifier verifier = verifier(300, 60);

        for (int i = 0; i < 1_000; i++) {
            assertThat(verifier.verify(token("unknown-" + i).token()).cause()).hasMessage(TokenRefused.TEXT);
        }

        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "garbage", "huge", "empty", "silent"})
    void shouldKeepWhatItHasWhereTheAddressFails(String how) {
        // Given
        serve(rsa("idp"));
        TokenVerifier verifier = verifier(300, 1);
        Await.passing(Duration.ofMillis(1_100));

        // When
        answer = failing(how);
        Throwable unknown = catchFailure(verifier.verify(token("unknown").token()));

        // Then
        assertThat(unknown).hasMessage(TokenRefused.TEXT);
        assertThat(reads).hasValue(2);
        assertThat(verifier.verify(token("idp").token()).succeeded()).isTrue();
    }

    @Test
    void shouldReadAgainByItself() {
        serve(rsa("old"));
        TokenVerifier verifier = verifier(1, 1);

        serve(rsa("new"));

        Await.until(
                "the new keys",
                Duration.ofSeconds(10),
                () -> verifier.verify(token("new").token()).succeeded());
        assertThat(catchFailure(verifier.verify(token("old").token()))).hasMessage(TokenRefused.TEXT);
    }

    @Test
    void shouldTakeNeitherSecretsNorWeakKeysNorKeysForSomethingElse() throws Exception {
        // Given
        byte[] secret = "everybody can read this, so it is no secret".getBytes(StandardCharsets.UTF_8);
        JsonObject shared = new JsonObject().put("kty", "oct").put("kid", "s").put("k", TokenDraft.part(secret));
        JsonObject weak = jwk("weak", (RSAPublicKey) TestKeys.rsa(1_024).getPublic());
        serve(shared, weak, rsa("enc").put("use", "enc"), rsa("ps").put("alg", "PS256"), rsa("idp"));
        TokenVerifier verifier = verifier(300, 60);

        // When
        String signed = token("s").header("alg", "HS256").unsigned();
        String forged = signed + "." + TokenDraft.part(TestKeys.hmac(secret, signed.getBytes(StandardCharsets.UTF_8)));

        // Then
        assertThat(List.of(
                        forged,
                        token("weak").token(),
                        token("enc").token(),
                        token("ps").token()))
                .allMatch(token -> verifier.verify(token).failed());
        assertThat(verifier.verify(token("idp").token()).succeeded()).isTrue();
    }

    private TokenDraft token(String kid) {
        return new TokenDraft(keys, "rs", clock.millis()).header("kid", kid).claim("iss", "idp");
    }

    private JsonObject rsa(String kid) {
        return jwk(kid, (RSAPublicKey) keys.publicKey("RS256"));
    }

    private static JsonObject jwk(String kid, RSAPublicKey key) {
        byte[] modulus = key.getModulus().toByteArray();
        byte[] unsigned = java.util.Arrays.copyOfRange(modulus, modulus[0] == 0 ? 1 : 0, modulus.length);
        return new JsonObject()
                .put("kty", "RSA")
                .put("kid", kid)
                .put("n", TokenDraft.part(unsigned))
                .put("e", TokenDraft.part(key.getPublicExponent().toByteArray()));
    }

    private void serve(JsonObject... keys) {
        JsonArray listed = new JsonArray(List.of(keys));
        answer = request ->
                request.response().end(new JsonObject().put("keys", listed).encode());
    }

    private static Consumer<HttpServerRequest> failing(String how) {
        return switch (how) {
            case "status" -> request -> request.response().setStatusCode(500).end();
            case "garbage" -> request -> request.response().end("<html>");
            case "huge" -> request -> request.response().end("x".repeat(1 << 20));
            case "empty" -> request -> request.response().end("{\"keys\":[]}");
            default -> request -> {};
        };
    }

    private static Throwable catchFailure(Future<Identity> future) {
        return Answer.await(
                future.map(identity -> (Throwable) new AssertionError(identity)).otherwise(error -> error));
    }

    private TokenVerifier verifier(int refreshSeconds, int retrySeconds) {
        return verifier(refreshSeconds, retrySeconds, 1);
    }

    private TokenVerifier verifier(int refreshSeconds, int retrySeconds, int timeoutSeconds) {
        String yaml = "auth: {enabled: true, jwks: {url: 'http://127.0.0.1:%d/keys', issuer: idp, refresh-seconds: %d,"
                + " retry-seconds: %d, timeout-seconds: %d}}";
        AuthConfig config = config(yaml.formatted(server.actualPort(), refreshSeconds, retrySeconds, timeoutSeconds));
        TokenKeys opened = TokenKeys.open(vertx, config, folder, new Random(1));
        Answer.await(opened.start());
        return new TokenVerifier(opened, config, clock);
    }

    private AuthConfig config(String yaml) {
        try {
            return HubConfig.load(Files.writeString(folder.resolve("hub.yaml"), yaml))
                    .auth();
        } catch (java.io.IOException error) {
            throw new AssertionError(error);
        }
    }
}
