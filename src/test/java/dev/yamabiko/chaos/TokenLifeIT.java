package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.Outcome;
import dev.yamabiko.chaos.rig.TokenCalls;
import dev.yamabiko.chaos.rig.TokenStream;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.hub.v1.FreshToken;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.hub.v1.TokenNotice;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.sync.v1.SetKey;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.Watch;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.TestKeys;
import dev.yamabiko.support.TokenDraft;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar and a client that knows nothing of tokens' lives: streams that live longer than the five seconds of theirs.
 */
class TokenLifeIT {

    private static final int LIFE_SECONDS = 5;
    private static final int GRACE_MS = 2_000;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EXPIRED = "UNAUTHENTICATED/TOKEN_EXPIRED";

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private TestKeys keys;
    private HubProcess hub;
    private TokenCalls client;
    private TokenCalls others;

    @BeforeEach
    void start() {
        keys = TestKeys.in(folder.resolve("keys"));
        HubNode node = HubNode.in(folder)
                .config(keys.yaml() + "  leeway-seconds: 0\n  warn-seconds: 3\n  grace-seconds: " + GRACE_MS / 1_000);
        hub = node.start();
        client = TokenCalls.of(node);
        others = TokenCalls.of(node);
    }

    @AfterEach
    void stop() {
        client.close();
        others.close();
        hub.close();
    }

    @Test
    void shouldTellStreamsThenRefreshThemInPlaceOrEndThemWhereTheNextOneGoesOn() throws Exception {
        // Given
        client.send(hours(), "web", 2);
        long expires = System.currentTimeMillis() + LIFE_SECONDS * 1_000L;
        TokenStream<?, LogEntry> renewed = client.follow(seconds(), "web", Resume.getDefaultInstance());
        TokenStream<?, LogEntry> left = others.follow(seconds(), "web", Resume.getDefaultInstance());
        TokenStream<SyncRequest, SyncEvent> talking = others.sync(seconds());
        TokenStream<SyncRequest, SyncEvent> watching = others.sync(seconds());
        for (String collection : List.of("one", "two")) {
            watching.send(watch(collection, Resume.getDefaultInstance()));
            talking.send(set(collection, "before"));
        }

        // When they are told, and some get a fresh token
        Await.until("all told", SOON, () -> told(renewed) && told(left) && told(talking) && told(watching));
        long told = System.currentTimeMillis();
        assertThat(client.renew(hours()).getRenewed()).isEqualTo(1);
        talking.send(SyncRequest.parseFrom(
                FreshToken.newBuilder().setFreshToken(hours()).build().toByteArray()));
        Outcome end = left.outcome();
        long ended = System.currentTimeMillis();

        // Then the others end in time, where the next ones go on
        assertThat(told).isBetween(expires - 3_500, expires);
        assertThat(ended).isBetween(expires + GRACE_MS - 1_500, expires + GRACE_MS + 1_500);
        assertThat(end.kind()).isEqualTo(EXPIRED);
        assertThat(end.position().getAfterMap()).isEqualTo(Map.of("logs/web", 2L));
        Outcome watched = watching.outcome();
        assertThat(watched.kind()).isEqualTo(EXPIRED);
        assertThat(watched.position().getAfterMap()).isEqualTo(Map.of("collections/one", 1L, "collections/two", 1L));
        client.send(hours(), "web", 2);
        talking.send(set("two", "after"));
        awaitOffsets(others.follow(hours(), "web", end.position()), 3, 4);
        awaitOffsets(renewed, 1, 4);
        TokenStream<SyncRequest, SyncEvent> next = others.sync(hours());
        next.send(watch("two", only("collections/two", watched.position())));
        Await.until("the change", SOON, () -> changes(next).equals(List.of(2L)));
        assertThat(talking.over()).isFalse();
    }

    private static boolean told(TokenStream<?, ? extends MessageLite> stream) {
        return stream.received().stream().anyMatch(message -> expiry(message) > 0);
    }

    /** What the client's own classes do not know is in the bytes all the same. */
    private static long expiry(MessageLite message) {
        try {
            return TokenNotice.parseFrom(message.toByteArray()).getTokenExpiresAt();
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }

    private static List<Long> changes(TokenStream<?, SyncEvent> stream) {
        return stream.received().stream()
                .filter(SyncEvent::hasChanges)
                .map(SyncEvent::getOffset)
                .toList();
    }

    private static Resume only(String topic, Resume position) {
        return Resume.newBuilder()
                .setEpoch(position.getEpoch())
                .putAfter(topic, position.getAfterOrThrow(topic))
                .build();
    }

    private static void awaitOffsets(TokenStream<?, LogEntry> stream, long first, long last) {
        List<Long> expected = LongStream.rangeClosed(first, last).boxed().toList();
        Await.until("offsets to " + last, SOON, () -> offsets(stream).contains(last));
        assertThat(offsets(stream)).isEqualTo(expected);
    }

    private static List<Long> offsets(TokenStream<?, LogEntry> stream) {
        return stream.received().stream()
                .filter(entry -> !entry.getHeartbeat())
                .map(LogEntry::getOffset)
                .toList();
    }

    private static SyncRequest watch(String collection, Resume position) {
        return SyncRequest.newBuilder()
                .setRequestId(1)
                .setCollection(collection)
                .setWatch(Watch.newBuilder().setResume(position))
                .build();
    }

    private static SyncRequest set(String collection, String value) {
        return SyncRequest.newBuilder()
                .setRequestId(1)
                .setCollection(collection)
                .setSet(SetKey.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8(value)))
                .build();
    }

    private String hours() {
        return draft().token();
    }

    private String seconds() {
        return draft().claim("exp", (System.currentTimeMillis() + LIFE_SECONDS * 1_000L) / 1_000.0)
                .token();
    }

    private TokenDraft draft() {
        return new TokenDraft(keys, "ed", System.currentTimeMillis() - 1_000)
                .claim("role", "admin")
                .claim("scopes", new JsonArray().add("*"));
    }
}
