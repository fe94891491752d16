package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.hub.v1.FreshToken;
import dev.yamabiko.proto.hub.v1.RenewTokenRequest;
import dev.yamabiko.proto.hub.v1.RenewTokenResponse;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.hub.v1.TokenNotice;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.TokenDraft;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that outlive their tokens: told, renewed in place, or ended where the next one goes on. */
@Timeout(60)
class TokenStreamTest {

    private static final String RENEW = "/hub.v1.HubService/RenewToken";
    private static final String ENDED = "UNAUTHENTICATED TOKEN_EXPIRED";

    @TempDir
    static Path folder;

    private static ClosedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder, "  leeway-seconds: 0", "  warn-seconds: 2", "  grace-seconds: 1");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @Test
    void shouldTellAStreamThenEndItWhereTheNextOneGoesOn() throws Exception {
        // Given
        collect("told", 3);
        TokenDraft token = expiring(3);
        long expires = expiry(3);
        RawCall stream = follow("told", token.token(), Resume.getDefaultInstance());
        assertThat(Long.parseLong(stream.head().get("hub-token-expires"))).isBetween(expires - 1_500, expires + 1_500);
        for (int offset = 1; offset <= 3; offset++) {
            assertThat(LogEntry.parseFrom(stream.message()).getOffset()).isEqualTo(offset);
        }

        // When
        TokenNotice notice = TokenNotice.parseFrom(stream.message());
        RawCall.End end = stream.await();

        // Then
        assertThat(notice.getHeartbeat()).isTrue();
        assertThat(notice.getTokenExpiresAt())
                .isEqualTo(Long.parseLong(stream.head().get("hub-token-expires")));
        assertThat(end.text()).isEqualTo(ENDED);
        assertThat(System.currentTimeMillis())
                .isBetween(notice.getTokenExpiresAt() + 1_000, notice.getTokenExpiresAt() + 3_000);
        Resume where = end.detail(Resume.class);
        assertThat(where.getAfterMap()).containsExactly(java.util.Map.entry("logs/told", 3L));

        // And then
        collect("told", 1);
        RawCall next = follow("told", hub.admin(), where);
        assertThat(LogEntry.parseFrom(next.message()).getOffset()).isEqualTo(4);
        next.reset();
    }

    @Test
    void shouldGoOnUnderATokenThatComesOnTheSameConnection() throws Exception {
        // Given
        RawCall stream = follow("renewed", expiring(2).token(), Resume.getDefaultInstance());
        RawCall others = follow("renewed", expiring(2).claim("user_id", "bob").token(), Resume.getDefaultInstance());
        stream.head();
        others.head();

        // When
        RawCall renewal = hub.call(RENEW, expiring(3_600).token())
                .send(GrpcFrames.plain(RenewTokenRequest.getDefaultInstance()))
                .end();
        RenewTokenResponse renewed = RenewTokenResponse.parseFrom(renewal.message());

        // Then
        assertThat(renewed.getRenewed()).isGreaterThanOrEqualTo(1);
        assertThat(renewed.getOthers()).isGreaterThanOrEqualTo(1);
        assertThat(others.await().text()).isEqualTo(ENDED);
        assertThat(stream.ended()).isFalse();
        collect("renewed", 1);
        Await.until(
                "the entry",
                Duration.ofSeconds(10),
                () -> stream.rest().stream().anyMatch(TokenStreamTest::isEntry));
        stream.reset();
    }

    @Test
    void shouldNotGoOnUnderATokenForSomethingElse() throws Exception {
        RawCall stream = follow("else", expiring(2).token(), Resume.getDefaultInstance());
        stream.head();

        for (TokenDraft other : java.util.List.of(
                hub.token("admin", "logs:write"),
                hub.token("user", "logs:read"),
                hub.token("admin", "logs:read").claim("user_id", "eve"))) {
            RawCall renewal = hub.call(RENEW, other.token())
                    .send(GrpcFrames.plain(RenewTokenRequest.getDefaultInstance()))
                    .end();
            assertThat(RenewTokenResponse.parseFrom(renewal.message()).getRenewed())
                    .isZero();
        }

        assertThat(stream.await().text()).isEqualTo(ENDED);
    }

    @Test
    void shouldGoOnUnderATokenThatComesAmongTheRequests() throws Exception {
        // Given
        RawCall upload = hub.call(RawConnection.COLLECT_LOGS, expiring(1).token());
        upload.send(entry("uploaded", 1)).send(fresh(expiring(3_600).token()));

        // When
        Await.passing(Duration.ofSeconds(3));
        upload.send(entry("uploaded", 2)).end();

        // Then
        LogCollectionResult result = LogCollectionResult.parseFrom(upload.message());
        assertThat(upload.await().text()).isEqualTo("OK");
        assertThat(result.getTotalReceived()).isEqualTo(2);
        assertThat(result.getIndexedCount()).isEqualTo(2);
    }

    @Test
    void shouldSayWhereEachOfSeveralRoomsWasLeft() throws Exception {
        RawCall talk = hub.call(RawConnection.CHAT, expiring(2).token());
        for (String room : java.util.List.of("tea", "work")) {
            talk.send(GrpcFrames.plain(ChatMessage.newBuilder()
                    .setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                    .setUserId("ann")
                    .setRoomId(room)
                    .build()));
            assertThat(ChatMessage.parseFrom(talk.message()).getRoomId()).isEqualTo(room);
        }

        RawCall.End end = talk.await();

        assertThat(end.text()).isEqualTo(ENDED);
        assertThat(end.detail(Resume.class).getAfterMap())
                .containsOnly(
                        java.util.Map.entry("chat/tea", 0L),
                        java.util.Map.entry("chat-members/tea", 1L),
                        java.util.Map.entry("chat/work", 0L),
                        java.util.Map.entry("chat-members/work", 1L));
    }

    @Test
    void shouldEndAnUploadWhoseFreshTokenIsNone() throws Exception {
        RawCall forged =
                hub.call(RawConnection.COLLECT_LOGS, expiring(60).token()).send(fresh("a.b.c"));
        RawCall stolen = hub.call(RawConnection.COLLECT_LOGS, expiring(60).token())
                .send(fresh(expiring(60).claim("user_id", "eve").token()));
        RawCall cut = hub.call(RawConnection.COLLECT_LOGS, expiring(60).token())
                .send(GrpcFrames.frame(0, new byte[] {(byte) 0x82, 0x7D, 9, 'x'}));

        for (RawCall call : java.util.List.of(forged, stolen, cut)) {
            assertThat(call.await().text()).isEqualTo("UNAUTHENTICATED TOKEN_REFUSED");
        }
    }

    @Test
    void shouldEndAnUploadThatIsNotRenewed() throws Exception {
        RawCall upload =
                hub.call(RawConnection.COLLECT_LOGS, expiring(1).token()).send(entry("late", 1));

        assertThat(upload.await().text()).isEqualTo(ENDED);
    }

    private static boolean isEntry(byte[] message) {
        try {
            return LogEntry.parseFrom(message).getOffset() > 0;
        } catch (com.google.protobuf.InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }

    private static TokenDraft expiring(int seconds) {
        return hub.token("admin", "*").claim("exp", expiry(seconds) / 1_000.0);
    }

    private static long expiry(int seconds) {
        return System.currentTimeMillis() + seconds * 1_000L;
    }

    private static byte[] fresh(String token) {
        return GrpcFrames.plain(FreshToken.newBuilder().setFreshToken(token).build());
    }

    private static byte[] entry(String application, int number) {
        return GrpcFrames.plain(LogEntry.newBuilder()
                .setApplication(application)
                .setMessage("entry " + number)
                .build());
    }

    private static void collect(String application, int entries) throws Exception {
        RawCall upload = hub.call(RawConnection.COLLECT_LOGS, hub.admin());
        for (int i = 0; i < entries; i++) {
            upload.send(entry(application, i));
        }
        assertThat(upload.end().await().text()).isEqualTo("OK");
    }

    private static RawCall follow(String application, String token, Resume resume) throws Exception {
        LogStreamRequest request = LogStreamRequest.newBuilder()
                .setApplication(application)
                .setFollow(true)
                .setResume(resume)
                .build();
        return hub.call(RawConnection.STREAM_LOGS, token, "hub-token-notices", "true")
                .send(GrpcFrames.plain(request))
                .end();
    }
}
