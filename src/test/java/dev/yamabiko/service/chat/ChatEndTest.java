package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinRoomRequest;
import dev.yamabiko.proto.chat.v1.RoomEvent;
import dev.yamabiko.proto.chat.v1.RoomEvent.EventType;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a client ends its call, its user leaves its rooms once, and nothing is held any more. */
@Timeout(60)
class ChatEndTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;
    private Chatter watcher;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "chat: {linger-ms: 100}");
        channel = connect();
        watcher = Chatter.open(channel, "watcher");
        for (String room : List.of("tea", "coffee")) {
            assertThat(watcher.join(room).lines(1)).containsExactly("watcher joined");
        }
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    @Test
    void shouldGiveWhoHalfClosesItsMessagesAndLeaveThen() throws Exception {
        Chatter ann = Chatter.open(channel, "ann").join("tea");
        for (int i = 0; i < 50; i++) {
            ann.say("tea", "m" + i);
        }
        ann.halfClose();

        List<String> heard = ann.lines(52);
        assertThat(heard.get(0)).isEqualTo("ann joined");
        assertThat(heard.get(50)).isEqualTo("ann: m49");
        assertThat(heard.get(51)).isEqualTo("ann is out");
        assertThat(ann.end()).isEqualTo(Status.OK);
        expectOneCall();
        assertThat(watcher.lines(52)).startsWith("ann joined", "ann: m0").endsWith("ann: m49", "ann left");
        expectNoMore();
    }

    @Test
    void shouldEndACallOfWhoHasSaidNothing() throws Exception {
        assertThat(Chatter.open(channel, "ann").halfClose().end()).isEqualTo(Status.OK);
        hub.awaitGauge(SOON, "calls_open", 1);
        expectNoMore();
    }

    @Test
    void shouldLeaveWhenTheCallIsCancelled() throws Exception {
        Chatter ann = Chatter.open(channel, "ann").join("tea");
        ann.say("tea", "hi").next(ChatMessage.Type.TYPE_TEXT);
        ann.vanish();

        expectOneCall();
        assertThat(watcher.lines(3)).containsExactly("ann joined", "ann: hi", "ann left");
        expectNoMore();
    }

    @Test
    void shouldLeaveWhenTheDeadlineHasPassed() throws Exception {
        Chatter ann = Chatter.open(channel, "ann", Duration.ofMillis(1_500)).join("tea");
        ann.say("tea", "hi");

        assertThat(ann.end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        expectOneCall();
        assertThat(watcher.lines(3)).containsExactly("ann joined", "ann: hi", "ann left");
        expectNoMore();
    }

    @Test
    void shouldLeaveAllRoomsWhenTheConnectionIsLost() throws Exception {
        ManagedChannel other = connect();
        Chatter ann = Chatter.open(other, "ann").join("tea");
        assertThat(ann.lines(1)).containsExactly("ann joined");
        ann.join("coffee");
        Chatter bob = Chatter.open(other, "bob").join("tea");
        ann.say("tea", "hi");
        bob.say("tea", "ho");
        bob.next(ChatMessage.Type.TYPE_TEXT);
        ann.next(ChatMessage.Type.TYPE_TEXT);
        other.shutdownNow();

        expectOneCall();
        List<String> heard = new ArrayList<>(watcher.lines(8));
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "ann joined",
                        "ann joined",
                        "bob joined",
                        "ann: hi",
                        "bob: ho",
                        "ann left",
                        "ann left",
                        "bob left");
        expectNoMore();
    }

    @Test
    void shouldLeaveWhenAListenerGoes() throws Exception {
        Context.CancellableContext call = Context.current().withCancellation();
        Iterator<RoomEvent> events = call.call(() -> ChatServiceGrpc.newBlockingStub(channel)
                .joinRoom(JoinRoomRequest.newBuilder()
                        .setUserId("ann")
                        .setRoomId("tea")
                        .setDisplayName("Ann A.")
                        .setMembers(true)
                        .build()));

        assertThat(events.next().getMembers().getMembersCount()).isEqualTo(2);
        assertThat(events.next()).satisfies(event -> {
            assertThat(event.getType()).isEqualTo(EventType.EVENT_TYPE_USER_JOINED);
            assertThat(event.getDisplayName()).isEqualTo("Ann A.");
        });
        watcher.say("tea", "hi");
        assertThat(events.next()).satisfies(event -> {
            assertThat(event.getType()).isEqualTo(EventType.EVENT_TYPE_MESSAGE);
            assertThat(event.getMessage()).isEqualTo("hi");
            assertThat(event.getUserId()).isEqualTo("watcher");
            assertThat(event.getOffset()).isEqualTo(1);
            assertThat(event.getTimestamp().getSeconds()).isPositive();
        });
        watcher.send(watcher.message("tea", ChatMessage.Type.TYPE_TYPING, ""));
        assertThat(events.next().getType()).isEqualTo(EventType.EVENT_TYPE_TYPING);
        call.cancel(null);

        expectOneCall();
        assertThat(watcher.lines(3)).containsExactly("ann joined", "watcher: hi", "ann left");
        expectNoMore();
    }

    /**
     * The watcher's call, which has a deadline, with two rooms of a subscription and a reader of who is typing each.
     */
    private void expectOneCall() {
        hub.awaitGauge(SOON, "chat_members", 2);
        hub.awaitGauge(SOON, "calls_open", 1);
        hub.awaitGauge(SOON, "subscriptions_open", 4);
        hub.awaitGauge(SOON, "call_timers", 1);
    }

    /** What was said last comes last. */
    private void expectNoMore() throws Exception {
        watcher.say("tea", "end");
        assertThat(watcher.lines(1)).containsExactly("watcher: end");
    }

    private ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }
}
