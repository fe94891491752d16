package dev.yamabiko.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.support.Answer;
import dev.yamabiko.support.ForgedTokens;
import dev.yamabiko.support.ForgedTokens.Forgery;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a token, and all that is not: forged, stale, twisted. */
@Timeout(30)
class TokenVerifierTest {

    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static TestKeys keys;
    private static TokenKeys opened;

    private final ManualClock clock = new ManualClock(NOW);
    private final TokenVerifier verifier = new TokenVerifier(opened, keys.config(), clock);

    @BeforeAll
    static void makeKeys() {
        vertx = Vertx.vertx();
        keys = TestKeys.in(folder);
        opened = TokenKeys.open(vertx, keys.config(), folder, new Random(1));
    }

    @AfterAll
    static void stop() {
        Answer.await(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hs", "rs", "es", "ed"})
    void shouldTakeATokenThatSomebodyElseSignedWithAKeyOfOurs(String key) {
        Identity identity = taken(draft(key));

        assertThat(identity)
                .isEqualTo(new Identity(
                        "ann", "ann@example.org", "reader", Set.of("logs:read"), "t-1", NOW, NOW + 3_600_000));
    }

    @Test
    void shouldTakeWhatIsLeftToWhoeverSigns() {
        TokenDraft draft = draft("hs")
                .claim("user_id", 42)
                .claim("aud", new JsonArray().add("shop").add("yamabiko"))
                .claim("scopes", null)
                .claim("scope", "logs:read logs:write")
                .claim("email", null)
                .claim("jti", null)
                .claim("iat", NOW / 1_000.0 + 0.125)
                .header("typ", "at+jwt");

        assertThat(taken(draft))
                .isEqualTo(new Identity(
                        "42", "", "reader", Set.of("logs:read", "logs:write"), "", NOW + 125, NOW + 3_600_000));
    }

    static List<Forgery> forgeries() {
        return ForgedTokens.of(keys, NOW);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void shouldRefuseWhatIsNone(Forgery forgery) {
        TokenRefused refused = refused(forgery.token());

        assertThat(refused.why()).isEqualTo(forgery.why());
        assertThat(refused).hasMessage("token: not accepted (expected: a valid one)");
    }

    @Test
    void shouldKnowManyForgeries() {
        assertThat(forgeries()).hasSizeGreaterThan(100);
        assertThat(forgeries()).extracting(Forgery::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            exp, 3600, 3629999, true
            exp, 3600, 3630000, false
            nbf,  100,   69999, false
            nbf,  100,   70000, true
            iat,  100,   69999, false
            iat,  100,   70000, true
            """)
    void shouldAllowClocksToDifferByTheLeewayAndNoMore(String claim, long seconds, long later, boolean holds) {
        String token = draft("hs").claim(claim, NOW / 1_000 + seconds).token();
        clock.advance(later);

        Future<Identity> answer = verifier.verify(token);

        assertThat(answer.succeeded()).isEqualTo(holds);
    }

    @Test
    void shouldNotTakeATokenForLongerBecauseItKnowsIt() {
        String token = draft("es").token();
        for (int i = 0; i < 3; i++) {
            assertThat(Answer.await(verifier.verify(token)).userId()).isEqualTo("ann");
        }

        clock.advance(3_630_000);

        assertThat(refused(token).why()).isEqualTo("expired");
    }

    @Test
    void shouldSayNothingOfATokenWhereItPrintsWhatItGave() {
        TokenIssuer issuer = new TokenIssuer(opened, keys.config(), clock);
        Identity ann = new Identity("ann", "", "user", Set.of("*"), "", 0, 0);

        assertThat(issuer.issue(ann, 1_000).toString())
                .doesNotContain(issuer.issue(ann, 1_000).token());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hs", "rs", "es", "ed"})
    void shouldTakeWhatTheHubItselfGives(String key) {
        // Given
        TokenKeys signing = TokenKeys.open(vertx, keys.config("  signing-key: " + key), folder, new Random(1));
        clock.advance(123);
        Identity asked = new Identity("7", "bob@example.org", "user", Set.of("a:b", "c:d"), "", 0, 0);

        // When
        TokenIssuer.Issued issued = new TokenIssuer(signing, keys.config(), clock).issue(asked, 60_000);

        // Then
        Identity identity = Answer.await(verifier.verify(issued.token()));
        assertThat(identity).isEqualTo(issued.identity());
        assertThat(identity.tokenId()).isNotEmpty();
        assertThat(identity.issuedAt()).isEqualTo(NOW + 123);
        assertThat(identity.expiresAt()).isEqualTo(NOW + 60_123);
    }

    @Test
    void shouldGiveATokenAsOfWhenItIsTold() {
        TokenIssuer issuer = new TokenIssuer(opened, keys.config(), clock);
        Identity ann = new Identity("ann", "", "", Set.of(), "", 0, 0);

        Identity given = Answer.await(
                verifier.verify(issuer.issue(ann, NOW - 123, 60_000).token()));

        assertThat(given.issuedAt()).isEqualTo(NOW - 123);
        assertThat(given.expiresAt()).isEqualTo(NOW + 59_877);
    }

    @Test
    void shouldGiveNoTokenThatItWouldRefuse() {
        TokenIssuer issuer = new TokenIssuer(opened, keys.config(), clock);
        Identity ann = new Identity("ann", "", "", Set.of(), "", 0, 0);

        TokenIssuer.Issued issued = issuer.issue(ann, Long.MAX_VALUE / 2);

        assertThat(Answer.await(verifier.verify(issued.token())).expiresAt()).isEqualTo(NOW + 24 * 3_600_000);
    }

    private Identity taken(TokenDraft draft) {
        return Answer.await(verifier.verify(draft.token()));
    }

    private TokenRefused refused(String token) {
        Throwable cause = verifier.verify(token).cause();
        assertThat(cause).isInstanceOf(TokenRefused.class);
        return (TokenRefused) cause;
    }

    private static TokenDraft draft(String key) {
        return new TokenDraft(keys, key, NOW);
    }
}
