package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.chat.v1.ListMembersRequest;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client may not say: each is refused in words, and the stream, or else the room, goes on as if it had not been.
 */
@Timeout(60)
class HostileChatTest {

    private static final String NAME = "0 bytes (expected: 1 to 128, no control character)";

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;
    private Chatter witness;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "chat: {content-bytes: 100, burst: 50, messages-per-second: 1}");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
        witness = Chatter.open(channel, "witness").join("tea");
        assertThat(witness.lines(1)).containsExactly("witness joined");
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    static Stream<HostileMessage> messages() {
        return HostileMessage.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void shouldRefuseOneMessageAndGoOn(HostileMessage hostile) throws Exception {
        Chatter mallory = Chatter.open(channel, "mallory").join("tea");
        mallory.lines(1);

        mallory.send(hostile.change().apply(mallory.message("tea", ChatMessage.Type.TYPE_TEXT, "evil")));
        mallory.say("tea", "good");

        ChatMessage first = mallory.next();
        ChatMessage second = mallory.next();
        ChatMessage refusal = first.getType() == ChatMessage.Type.TYPE_ERROR ? first : second;
        assertThat(refusal.getError().getReason() + ": " + refusal.getContent()).isEqualTo(hostile.answer());
        assertThat(refusal.getError().getRefused()).isEqualTo(1);
        assertThat(refusal.getOffset()).isZero();
        assertThat(witness.lines(2)).containsExactly("mallory joined", "mallory: good");
    }

    @Test
    void shouldRefuseBytesThatAreNoMessageAndGoOn() throws Exception {
        Chatter mallory = Chatter.open(channel, "mallory").join("tea");
        mallory.lines(1);

        mallory.send(ChatMessage.newBuilder().setUnknownFields(invalidText()));
        mallory.say("tea", "good");

        assertThat(mallory.lines(2)).containsExactlyInAnyOrder("! MALFORMED_MESSAGE", "mallory: good");
        assertThat(witness.lines(2)).containsExactly("mallory joined", "mallory: good");
    }

    static Stream<HostileMessage> firstMessages() {
        return Stream.of(
                new HostileMessage("nobody", "INVALID_ARGUMENT: user_id: " + NAME, ChatMessage.Builder::clearUserId),
                new HostileMessage("nowhere", "INVALID_ARGUMENT: room_id: " + NAME, ChatMessage.Builder::clearRoomId),
                new HostileMessage("nothing", "INVALID_ARGUMENT: user_id: " + NAME, ChatMessage.Builder::clear),
                new HostileMessage(
                        "no message", "INTERNAL: message: ", m -> m.clear().setUnknownFields(invalidText())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("firstMessages")
    void shouldEndACallOfWhichNobodyKnowsWhose(HostileMessage hostile) throws Exception {
        Chatter mallory = Chatter.open(channel, "mallory");
        mallory.send(hostile.change().apply(mallory.message("tea", ChatMessage.Type.TYPE_TEXT, "evil")));

        Status end = mallory.end();
        assertThat(end.getCode() + ": " + end.getDescription()).startsWith(hostile.answer());
        witness.say("tea", "still here");
        assertThat(witness.lines(1)).containsExactly("witness: still here");
    }

    @Test
    void shouldEndAStreamFromTheFuture() throws Exception {
        Chatter mallory = Chatter.open(channel, "mallory");
        mallory.send(mallory.message("tea", ChatMessage.Type.TYPE_JOIN_ROOM, "")
                .setJoin(JoinOptions.newBuilder()
                        .setResume(Resume.newBuilder().putAfter("chat/tea", Long.MAX_VALUE - 1))));

        assertThat(mallory.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void shouldEndAStreamOfAnotherHistory() throws Exception {
        Chatter mallory = Chatter.open(channel, "mallory");
        mallory.send(mallory.message("tea", ChatMessage.Type.TYPE_JOIN_ROOM, "")
                .setJoin(JoinOptions.newBuilder()
                        .setResume(Resume.newBuilder().setEpoch("other").putAfter("chat/tea", 0))));

        assertThat(mallory.end().getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
    }

    @Test
    void shouldRefuseARunOfMessagesThatComeTooFastInOneAnswer() throws Exception {
        Chatter mallory = Chatter.open(channel, "mallory").join("tea");
        for (int i = 0; i < 1_000; i++) {
            mallory.send(
                    mallory.message("tea", ChatMessage.Type.TYPE_TEXT, "m" + i).setMessageId("id-" + i));
        }
        int said = 0;
        int refused = 0;
        int answers = 0;
        mallory.next(ChatMessage.Type.TYPE_JOIN_ROOM);
        while (said + refused < 1_000) {
            ChatMessage next = mallory.next();
            if (next.getType() == ChatMessage.Type.TYPE_ERROR) {
                assertThat(next.getError().getReason()).isEqualTo("TOO_FAST");
                assertThat(next.getError().getRetryAfterMs()).isBetween(1L, 1_001L);
                assertThat(next.getRoomId()).isEqualTo("tea");
                assertThat(next.getMessageId()).startsWith("id-");
                refused += next.getError().getRefused();
                answers++;
            } else {
                said++;
            }
        }
        assertThat(said).isBetween(49, 60);
        assertThat(answers).as("answers").isLessThan(200);
        witness.say("tea", "me too");
        assertThat(witness.lines(said + 2)).startsWith("mallory joined").endsWith("witness: me too");
    }

    @Test
    void shouldRefuseListenersAndLooksThatCannotBe() {
        assertThatThrownBy(() -> ChatServiceGrpc.newBlockingStub(channel)
                        .joinRoom(JoinRoomRequest.newBuilder().setHistory(-1).build())
                        .next())
                .hasMessage("INVALID_ARGUMENT: user_id: " + NAME + "; room_id: " + NAME
                        + "; history: -1 (expected: 0 to 10000)");
        assertThatThrownBy(() ->
                        ChatServiceGrpc.newBlockingStub(channel).listMembers(ListMembersRequest.getDefaultInstance()))
                .hasMessage("INVALID_ARGUMENT: room_id: " + NAME);
    }

    /** A content that is no valid UTF-8. */
    private static UnknownFieldSet invalidText() {
        return UnknownFieldSet.newBuilder()
                .addField(
                        ChatMessage.CONTENT_FIELD_NUMBER,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xC3, 0x28}))
                                .build())
                .build();
    }
}
