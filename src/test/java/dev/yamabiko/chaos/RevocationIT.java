package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.TokenCalls;
import dev.yamabiko.chaos.rig.TokenStream;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three nodes that ask for tokens: what is revoked at one of them ends at all of them. */
class RevocationIT {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationIT.class);
    private static final int NODES = 3;
    private static final int STREAMS = 3 * NODES;
    private static final int ENTRIES = 4;
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REVOKED = "UNAUTHENTICATED/TOKEN_REVOKED";
    private static final String REFUSED = "UNAUTHENTICATED/TOKEN_REFUSED";

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("hazelcast");
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
                revoke(cluster, clients, keys);
            } finally {
                clients.forEach(TokenCalls::close);
            }
        }
    }

    private static void revoke(HubCluster cluster, List<TokenCalls> clients, TestKeys keys) {
        // Given streams of two users at each node, and of two tokens of one of them
        String first = token(keys, "7", "first");
        String second = token(keys, "7", "second");
        String other = token(keys, "8", "other");
        String admin = token(keys, "1", "admin");
        clients.get(0).send(admin, "web", ENTRIES);
        List<TokenStream<?, LogEntry>> ofFirst = follow(clients, first);
        List<TokenStream<?, LogEntry>> ofSecond = follow(clients, second);
        List<TokenStream<?, LogEntry>> ofOther = follow(clients, other);

        // When a token is revoked at one node, then all of its user at another
        clients.get(1).revokeToken(admin, "first");
        awaitEnds(ofFirst);
        assertThat(ofSecond).noneMatch(TokenStream::over);
        clients.get(2).revokeUser(admin, 7);
        awaitEnds(ofSecond);

        // Then nobody else is, and they stay out, at a node that starts again, too
        for (TokenCalls client : clients) {
            assertThat(refusal(client, first)).isEqualTo(REFUSED);
            assertThat(refusal(client, second)).isEqualTo(REFUSED);
        }
        assertThat(ofOther).noneMatch(TokenStream::over);
        cluster.kill(0);
        cluster.launchAgain(0).awaitReady(STARTS_WITHIN);
        assertThat(refusal(clients.get(0), second)).isEqualTo(REFUSED);
        ofOther.forEach(TokenStream::cancel);
    }

    private static List<TokenStream<?, LogEntry>> follow(List<TokenCalls> clients, String token) {
        List<TokenStream<?, LogEntry>> streams = IntStream.range(0, STREAMS)
                .<TokenStream<?, LogEntry>>mapToObj(
                        i -> clients.get(i % NODES).follow(token, "web", Resume.getDefaultInstance()))
                .toList();
        streams.forEach(stream ->
                Await.until("the entries", SOON, () -> stream.received().size() == ENTRIES));
        return streams;
    }

    private static void awaitEnds(List<TokenStream<?, LogEntry>> streams) {
        long begin = System.nanoTime();
        Await.until("all streams ended", ENDS_WITHIN, () -> streams.stream().allMatch(TokenStream::over));
        LOG.info("streams ended on all nodes streams={} ms={}", STREAMS, (System.nanoTime() - begin) / 1_000_000);
        assertThat(streams).allSatisfy(stream -> {
            assertThat(stream.outcome().kind()).isEqualTo(REVOKED);
            assertThat(stream.outcome().position().getAfterMap()).isEqualTo(Map.of("logs/web", (long) ENTRIES));
        });
    }

    /** A node that has just been killed breaks the call that finds out. */
    private static String refusal(TokenCalls client, String token) {
        String[] kind = {"UNAVAILABLE"};
        Await.until("an answer", SOON, () -> {
            kind[0] = client.follow(token, "web", Resume.getDefaultInstance())
                    .outcome()
                    .kind();
            return !kind[0].equals("UNAVAILABLE");
        });
        return kind[0];
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
