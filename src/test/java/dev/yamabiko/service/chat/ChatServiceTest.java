package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.ChatServiceGrpc;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import dev.yamabiko.proto.chat.v1.ListMembersRequest;
import dev.yamabiko.proto.chat.v1.Member;
import dev.yamabiko.support.Await;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rooms over gRPC, with a client we did not write. */
@Timeout(60)
class ChatServiceTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(
                folder,
                "chat: {linger-ms: 300, typing-ms: 500, rooms-per-stream: 2, room-users: 3, content-bytes: 100}");
        channel = NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    @Test
    void shouldGiveEveryoneInARoomEachMessageInOneOrder() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        Chatter bob = chatter("bob").join("tea");
        Chatter out = chatter("cat").join("coffee");
        assertThat(ann.lines(2)).containsExactly("ann joined", "bob joined");
        assertThat(bob.lines(1)).containsExactly("bob joined");

        for (int i = 0; i < 20; i++) {
            ann.say("tea", "a" + i);
            bob.say("tea", "b" + i);
        }

        List<String> order = ann.lines(40);
        assertThat(bob.lines(40)).isEqualTo(order);
        assertThat(order.stream().filter(line -> line.startsWith("ann"))).containsExactlyElementsOf(said("ann: a"));
        assertThat(order.stream().filter(line -> line.startsWith("bob"))).containsExactlyElementsOf(said("bob: b"));
        assertThat(out.lines(1)).containsExactly("cat joined");
        assertThat(out.isQuiet()).isTrue();
    }

    @Test
    void shouldGiveMessagesIdTimeTypeAndOffset() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        ann.next();
        ann.send(ChatMessage.newBuilder().setContent("short"));
        ann.send(ann.message("tea", ChatMessage.Type.TYPE_IMAGE, "files/cat.png")
                .setMessageId("mine")
                .setTimestamp(com.google.protobuf.Timestamp.newBuilder().setSeconds(7))
                .setOffset(99)
                .setHeartbeat(true)
                .setSkipped(3)
                .putPositions("chat/tea", 77)
                .setUnannounced(true));

        ChatMessage first = ann.next();
        assertThat(first.getUserId()).isEqualTo("ann");
        assertThat(first.getRoomId()).isEqualTo("tea");
        assertThat(first.getType()).isEqualTo(ChatMessage.Type.TYPE_TEXT);
        assertThat(first.getMessageId()).isNotEmpty();
        assertThat(first.getTimestamp().getSeconds()).isPositive();
        assertThat(first.getOffset()).isEqualTo(1);
        ChatMessage second = ann.next();
        assertThat(second.getMessageId()).isEqualTo("mine");
        assertThat(second.getTimestamp().getSeconds()).isEqualTo(7);
        assertThat(second.getType()).isEqualTo(ChatMessage.Type.TYPE_IMAGE);
        assertThat(second.getOffset()).isEqualTo(2);
        assertThat(second.getHeartbeat()).isFalse();
        assertThat(second.getSkipped()).isZero();
        assertThat(second.getPositionsMap()).isEmpty();
    }

    @Test
    void shouldKeepOnceWhatIsSentAgainUnderItsId() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        Chatter bob = chatter("bob").join("tea");
        ann.lines(2);

        ann.send(ann.message("tea", ChatMessage.Type.TYPE_TEXT, "once").setMessageId("m"));
        JoinOptions back = ann.vanish();
        Chatter again = chatter("ann").join("tea", back);
        again.send(again.message("tea", ChatMessage.Type.TYPE_TEXT, "once").setMessageId("m"));
        again.say("tea", "last");
        assertThat(bob.lines(3)).containsExactly("bob joined", "ann: once", "ann: last");
        assertThat(again.lines(2)).containsExactly("ann: once", "ann: last");

        bob.send(bob.message("tea", ChatMessage.Type.TYPE_TEXT, "another's").setMessageId("m"));
        assertThat(bob.lines(1)).as("the same id of another user").containsExactly("bob: another's");
    }

    @Test
    void shouldJoinWithTheFirstMessageWhateverItIs() throws Exception {
        Chatter ann = chatter("ann").say("tea", "hello");
        assertThat(ann.lines(2)).containsExactlyInAnyOrder("ann joined", "ann: hello");

        Chatter bob = chatter("bob");
        bob.send(bob.message("tea", ChatMessage.Type.TYPE_TYPING, ""));
        assertThat(ann.lines(2)).containsExactlyInAnyOrder("bob joined", "bob types");
        assertThat(bob.lines(1)).containsExactly("bob joined");
    }

    @Test
    void shouldAnnounceAUserOnceHoweverManyDevices() throws Exception {
        Chatter watcher = chatter("cat").join("tea");
        Chatter phone = chatter("ann").join("tea");
        Chatter laptop = chatter("ann").join("tea");
        laptop.say("tea", "hi");
        assertThat(watcher.lines(3)).containsExactly("cat joined", "ann joined", "ann: hi");

        phone.send(phone.message("tea", ChatMessage.Type.TYPE_LEAVE_ROOM, ""));
        assertThat(phone.lines(3)).containsExactly("ann joined", "ann: hi", "ann is out");
        laptop.say("tea", "still here");
        assertThat(watcher.lines(1)).containsExactly("ann: still here");
        assertThat(members("tea")).isEqualTo("ann cat");

        laptop.vanish();
        assertThat(watcher.lines(1)).containsExactly("ann left");
        assertThat(members("tea")).isEqualTo("cat");
    }

    @Test
    void shouldNotAnnounceWhoIsBackInAMoment() throws Exception {
        Chatter watcher = chatter("cat").join("tea");
        Chatter ann = chatter("ann").join("tea");
        for (int i = 0; i < 5; i++) {
            JoinOptions back = ann.vanish();
            ann = chatter("ann").join("tea", back);
        }
        ann.say("tea", "back");

        assertThat(watcher.lines(3)).containsExactly("cat joined", "ann joined", "ann: back");
    }

    @Test
    void shouldBeInSeveralRoomsAtATime() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        assertThat(ann.lines(1)).containsExactly("ann joined");
        ann.join("coffee");
        assertThat(ann.lines(1)).containsExactly("ann joined");
        Chatter bob = chatter("bob").join("coffee");
        ann.say("tea", "t").say("coffee", "c").send(ann.message("milk", ChatMessage.Type.TYPE_JOIN_ROOM, ""));

        assertThat(ann.lines(4)).containsExactlyInAnyOrder("bob joined", "ann: t", "ann: c", "! LIMIT_REACHED");
        assertThat(bob.lines(2)).containsExactly("bob joined", "ann: c");
        ann.send(ann.message("tea", ChatMessage.Type.TYPE_LEAVE_ROOM, ""));
        assertThat(ann.lines(1)).containsExactly("ann is out");
        ann.say("tea", "gone").say("coffee", "still");
        assertThat(ann.lines(2)).containsExactlyInAnyOrder("! NOT_IN_ROOM", "ann: still");
        ann.join("milk");
    }

    @Test
    void shouldSayWhoIsThere() throws Exception {
        Chatter ann = chatter("ann");
        ann.send(ann.message("tea", ChatMessage.Type.TYPE_JOIN_ROOM, "").setDisplayName("Ann A."));
        assertThat(ann.next().getDisplayName()).isEqualTo("Ann A.");
        chatter("bob").join("tea");

        List<Member> here = ChatServiceGrpc.newBlockingStub(channel)
                .listMembers(ListMembersRequest.newBuilder().setRoomId("tea").build())
                .getMembers()
                .getMembersList();
        assertThat(here).extracting(Member::getUserId).containsExactly("ann", "bob");
        assertThat(here.get(0).getDisplayName()).isEqualTo("Ann A.");
        assertThat(here.get(0).getSince()).isPositive();
        assertThat(members("nowhere")).isEmpty();
    }

    @Test
    void shouldRefuseOneMoreThanARoomHolds() throws Exception {
        chatter("ann").join("tea");
        chatter("bob").join("tea");
        Chatter cat = chatter("cat").join("tea");
        Chatter dan = chatter("dan");
        dan.send(dan.message("tea", ChatMessage.Type.TYPE_JOIN_ROOM, "")).say("tea", "let me in");
        assertThat(dan.lines(2)).containsExactly("! LIMIT_REACHED", "! NOT_IN_ROOM");

        cat.send(cat.message("tea", ChatMessage.Type.TYPE_LEAVE_ROOM, ""));
        assertThat(cat.lines(2)).containsExactly("cat joined", "cat is out");
        dan.join("tea");
        assertThat(members("tea")).isEqualTo("ann bob dan");
    }

    @Test
    void shouldTellWhoTypesAndWhenThatIsOver() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        Chatter bob = chatter("bob").join("tea");
        ann.lines(2);
        bob.lines(1);

        bob.send(bob.message("tea", ChatMessage.Type.TYPE_TYPING, ""));
        assertThat(ann.lines(2)).as("over by itself").containsExactly("bob types", "bob stops typing");
        bob.send(bob.message("tea", ChatMessage.Type.TYPE_TYPING, ""));
        assertThat(ann.lines(1)).containsExactly("bob types");
        bob.say("tea", "done");
        assertThat(ann.lines(2)).containsExactlyInAnyOrder("bob: done", "bob stops typing");
        Chatter cat = chatter("cat")
                .join("tea", JoinOptions.newBuilder().setHistory(10).build());
        assertThat(cat.lines(2)).as("no typing in the history").containsExactlyInAnyOrder("bob: done", "cat joined");
        assertThat(bob.lines(2)).as("nothing of itself").containsExactlyInAnyOrder("bob: done", "cat joined");
    }

    @Test
    void shouldHoldNobodyWhenAllAreGone() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        Chatter bob = chatter("bob").join("tea");
        bob.send(bob.message("tea", ChatMessage.Type.TYPE_TYPING, ""));
        ann.halfClose().end();
        bob.vanish();

        hub.awaitZero(SOON, "calls_open", "subscriptions_open", "call_timers", "chat_members");
        Await.until("nobody is there", SOON, () -> members("tea").isEmpty());
    }

    private static List<String> said(String prefix) {
        return IntStream.range(0, 20).mapToObj(i -> prefix + i).toList();
    }

    private Chatter chatter(String user) {
        return Chatter.open(channel, user);
    }

    private String members(String room) {
        return Chatter.names(ChatServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .listMembers(ListMembersRequest.newBuilder().setRoomId(room).build())
                .getMembers());
    }
}
