package dev.yamabiko.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.config.AuthConfig;
import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys in files: which can be used, and how they change while the hub runs. */
@Timeout(30)
class TokenKeysTest {

    private static final Identity ANN = new Identity("ann", "", "user", Set.of(), "", 0, 0);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Clock clock = Clock.systemUTC();

    @AfterEach
    void stop() {
        Answer.await(vertx.close());
    }

    @Test
    void shouldTakeANewKeyWithoutARestart() {
        // Given
        TestKeys keys = TestKeys.in(folder.resolve("keys"));
        AuthConfig config = keys.config("  key-check-seconds: 1");
        TokenKeys opened = TokenKeys.open(vertx, config, folder, new Random(1));
        TokenVerifier verifier = new TokenVerifier(opened, config, clock);
        String before = new TokenDraft(keys, "es", clock.millis()).token();
        assertThat(verifier.verify(before).succeeded()).isTrue();
        opened.start();

        // When
        TestKeys others = keys.replace("es", "ES256");

        // Then
        String after = new TokenDraft(others, "es", clock.millis()).token();
        Await.until(
                "the new key",
                Duration.ofSeconds(10),
                () -> verifier.verify(after).succeeded());
        assertThat(verifier.verify(before).failed()).isTrue();
        assertThat(verifier.verify(new TokenDraft(keys, "rs", clock.millis()).token())
                        .succeeded())
                .isTrue();
    }

    @Test
    void shouldTakeTokensOfTheKeysBehindTheFirstUntilTheyAreGone() throws Exception {
        // Given
        TestKeys keys = TestKeys.in(folder.resolve("keys"));
        TestKeys others = TestKeys.in(folder.resolve("others"));
        AuthConfig config = keys.config("  signing-key: ed");
        TokenKeys opened = TokenKeys.open(vertx, config, folder, new Random(1));
        TokenVerifier verifier = new TokenVerifier(opened, config, clock);
        TokenIssuer issuer = new TokenIssuer(opened, config, clock);
        String before = issuer.issue(ANN, 60_000).token();
        Path file = folder.resolve("keys/ed");
        String old = Files.readString(file);
        String fresh = Files.readString(folder.resolve("others/ed"));

        // When, then: both are taken, and the new one signs
        Files.writeString(file, fresh + old);
        opened.reload();
        String after = issuer.issue(ANN, 60_000).token();
        assertThat(verifier.verify(before).succeeded()).isTrue();
        assertThat(verifier.verify(after).succeeded()).isTrue();

        // When, then: the old one is gone
        Files.writeString(file, fresh);
        opened.reload();
        assertThat(verifier.verify(before).failed()).isTrue();
        assertThat(verifier.verify(after).succeeded()).isTrue();
        assertThat(verifier.verify(new TokenDraft(others, "ed", clock.millis()).token())
                        .succeeded())
                .isTrue();
    }

    @Test
    void shouldTakeTheSecretsOfAllLinesAndSignWithTheFirst() throws Exception {
        // Given
        TestKeys keys = TestKeys.in(folder.resolve("keys"));
        AuthConfig config = keys.config("  signing-key: hs");
        TokenKeys opened = TokenKeys.open(vertx, config, folder, new Random(1));
        TokenVerifier verifier = new TokenVerifier(opened, config, clock);
        String before =
                new TokenIssuer(opened, config, clock).issue(ANN, 60_000).token();

        // When
        Path file = folder.resolve("keys/hs");
        String old = Files.readString(file);
        Files.writeString(file, "another secret that is long enough for all\n" + old + "\n");
        opened.reload();

        // Then
        String after = new TokenIssuer(opened, config, clock).issue(ANN, 60_000).token();
        assertThat(verifier.verify(before).succeeded()).isTrue();
        Files.writeString(file, old);
        opened.reload();
        assertThat(verifier.verify(before).succeeded()).isTrue();
        assertThat(verifier.verify(after).failed()).isTrue();
    }

    @Test
    void shouldKeepTheKeysItHasWhereANewOneCannotBeUsed() throws Exception {
        // Given
        TestKeys keys = TestKeys.in(folder.resolve("keys"));
        AuthConfig config = keys.config();
        TokenKeys opened = TokenKeys.open(vertx, config, folder, new Random(1));
        TokenVerifier verifier = new TokenVerifier(opened, config, clock);

        // When
        Files.writeString(folder.resolve("keys/es"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        opened.reload();

        // Then
        assertThat(verifier.verify(new TokenDraft(keys, "es", clock.millis()).token())
                        .succeeded())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HS256|short|at least 32 bytes",
                "HS256|pem|a secret, not PEM",
                "ES256|secret|PEM",
                "ES256|rsa|a key for ES256",
                "RS256|half|PEM with a PUBLIC KEY",
                "RS256|mixed|a private key and its public one",
                "RS256|weak|a key of at least 2048 bits",
                "HS256|none|a readable file"
            })
    void shouldRefuseAFileThatIsNoKey(String algorithm, String file, String rule) throws Exception {
        // Given
        write();
        String path = folder.resolve(file).toString();
        String yaml = "auth: {enabled: true, keys: [{id: k, algorithm: %s, file: '%s'}]}".formatted(algorithm, path);
        AuthConfig config = HubConfig.load(Files.writeString(folder.resolve("hub.yaml"), yaml))
                .auth();

        // When, then
        assertThatThrownBy(() -> TokenKeys.open(vertx, config, folder, new Random(1)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("auth.keys: k: " + path + " (expected: " + rule + ")");
    }

    @Test
    void shouldRefuseToSignWithAKeyThatOnlyChecks() throws Exception {
        // Given
        String pem = TestKeys.pem("PUBLIC KEY", TestKeys.rsa(2_048).getPublic().getEncoded());
        Path file = Files.writeString(folder.resolve("public"), pem);
        String keys = "auth: {keys: [{id: k, algorithm: RS256, file: '%s'}], signing-key: '%s'}";
        Path signing = Files.writeString(folder.resolve("a.yaml"), keys.formatted(file, "k"));
        Path checking = Files.writeString(folder.resolve("b.yaml"), keys.formatted(file, ""));

        // When
        AuthConfig config = HubConfig.load(checking).auth();
        TokenIssuer issuer = new TokenIssuer(TokenKeys.open(vertx, config, folder, new Random(1)), config, clock);

        // Then
        assertThat(issuer.available()).isFalse();
        assertThatThrownBy(() -> TokenKeys.open(vertx, HubConfig.load(signing).auth(), folder, new Random(1)))
                .hasMessage("auth.signing-key: k (expected: a key with its private half)");
    }

    @Test
    void shouldMakeOneSecretForAllThatOpenItAtOnce() throws Exception {
        // Given
        AuthConfig config = HubConfig.DEFAULT.withAuth().auth();
        Path data = folder.resolve("data");

        // When
        List<TokenKeys> opened = IntStream.range(0, 16)
                .parallel()
                .mapToObj(seed -> TokenKeys.open(vertx, config, data, new Random(seed)))
                .toList();

        // Then
        String token =
                new TokenIssuer(opened.get(0), config, clock).issue(ANN, 60_000).token();
        assertThat(opened)
                .allMatch(one ->
                        new TokenVerifier(one, config, clock).verify(token).succeeded());
        try (var files = Files.list(data)) {
            assertThat(files).containsExactly(data.resolve("token-secret"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token-secret"))))
                .isEqualTo("rw-------");
    }

    private void write() throws Exception {
        TestKeys.in(folder.resolve("keys"));
        var rsa = TestKeys.rsa(2_048);
        var weak = TestKeys.rsa(1_024);
        String publicKey = TestKeys.pem("PUBLIC KEY", rsa.getPublic().getEncoded());
        Files.writeString(folder.resolve("short"), "x".repeat(31) + "\n");
        Files.writeString(folder.resolve("secret"), "x".repeat(64));
        Files.writeString(folder.resolve("pem"), publicKey);
        Files.writeString(folder.resolve("rsa"), publicKey);
        Files.writeString(
                folder.resolve("half"),
                TestKeys.pem("PRIVATE KEY", rsa.getPrivate().getEncoded()));
        Files.writeString(
                folder.resolve("weak"),
                TestKeys.pem("PUBLIC KEY", weak.getPublic().getEncoded()));
        String others =
                TestKeys.pem("PRIVATE KEY", TestKeys.rsa(2_048).getPrivate().getEncoded());
        Files.writeString(folder.resolve("mixed"), publicKey + others);
    }
}
