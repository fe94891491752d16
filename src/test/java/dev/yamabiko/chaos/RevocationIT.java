package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.TokenCalls;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three nodes that ask for tokens: what is revoked at one of them ends at all of them. */
class RevocationIT {

    private static final int NODES = 3;
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Stream.of("hazelcast", "postgres");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldEndStreamsOnAllNodesWithinSecondsAndKeepThemOut(String journal) throws Exception {
        TestKeys keys = TestKeys.in(folder.resolve("keys"));
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.startClosed(folder, NODES, shared, keys.yaml())) {
            List<TokenCalls> clients = IntStream.range(0, NODES)
                    .mapToObj(index -> TokenCalls.of(cluster.node(index)))
                    .toList();
            try {
                // Given streams of two users at each node, and of two tokens of one of them
                String first = token(keys, "7", "first");
                String second = token(keys, "7", "second");
                String other = token(keys, "8", "other");
                String admin = token(keys, "1", "admin");
                List<TokenCalls.Stream> ofFirst = follow(clients, first);
                List<TokenCalls.Stream> ofSecond = follow(clients, second);
                List<TokenCalls.Stream> ofOther = follow(clients, other);

                // When a token is revoked at one node, then all of its user at another
                clients.get(1).revokeToken(admin, "first");
                awaitEnds(ofFirst);
                assertThat(ofSecond).noneMatch(TokenCalls.Stream::over);
                clients.get(2).revokeUser(admin, 7);
                awaitEnds(ofSecond);

                // Then nobody else is, and they stay out, at a node that starts again, too
                assertThat(ofOther).noneMatch(TokenCalls.Stream::over);
                for (TokenCalls client : clients) {
                    assertThat(client.follow(first).end(SOON)).isEqualTo("UNAUTHENTICATED");
                    assertThat(client.follow(second).end(SOON)).isEqualTo("UNAUTHENTICATED");
                }
                cluster.kill(0);
                cluster.launchAgain(0).awaitReady(STARTS_WITHIN);
                assertThat(clients.get(0).follow(second).end(SOON)).isEqualTo("UNAUTHENTICATED");
                ofOther.forEach(TokenCalls.Stream::cancel);
            } finally {
                clients.forEach(TokenCalls::close);
            }
        }
    }

    private static List<TokenCalls.Stream> follow(List<TokenCalls> clients, String token) {
        List<TokenCalls.Stream> streams = IntStream.range(0, 3 * NODES)
                .mapToObj(i -> clients.get(i % NODES).follow(token))
                .toList();
        streams.forEach(stream -> Await.until("a stream", SOON, stream::open));
        return streams;
    }

    private static void awaitEnds(List<TokenCalls.Stream> streams) {
        Await.until("all streams ended", ENDS_WITHIN, () -> streams.stream().allMatch(TokenCalls.Stream::over));
        assertThat(streams).allMatch(stream -> stream.end(SOON).equals("UNAUTHENTICATED"));
    }

    private static String token(TestKeys keys, String user, String id) {
        return new TokenDraft(keys, "es", System.currentTimeMillis() - 1_000)
                .claim("user_id", user)
                .claim("jti", id)
                .claim("role", "admin")
                .claim("scopes", new JsonArray().add("*"))
                .token();
    }
}
