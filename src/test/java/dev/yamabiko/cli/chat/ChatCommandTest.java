package dev.yamabiko.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Link;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.service.chat.Chatter;
import dev.yamabiko.support.Await;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code yamabiko chat}, with a real hub. */
@Timeout(60)
class ChatCommandTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Screen screen = new Screen();
    private RunningHub hub;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "chat: {burst: 10, messages-per-second: 200, linger-ms: 100, room-users: 2}");
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
    void shouldSayTheLinesOfAScriptInOrderHoweverSlowlyTheyMustBeSaid() throws Exception {
        Chatter bob = Chatter.open(channel, "bob").join("tea");
        String lines = IntStream.range(0, 100).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));

        int code = screen.typing(lines + "\n\n//slash\n/quit\nnever said\n").call(address(), "chat tea --as ann");

        assertThat(screen.err()).isEmpty();
        assertThat(code).isZero();
        assertThat(bob.lines(104))
                .startsWith("bob joined", "ann joined", "ann: line 0", "ann: line 1")
                .endsWith("ann: line 99", "ann: /slash", "ann left");
        assertThat(screen.out().lines().filter(line -> line.contains("ann: "))).hasSize(101);
    }

    @Test
    void shouldShowWhatOthersSayAndWhoIsThere() throws Exception {
        Chatter bob = Chatter.open(channel, "bob").join("tea");
        bob.say("tea", "one").say("tea", "t\nwo");
        assertThat(bob.lines(3)).contains("bob: one");
        try (PrintStream keys = listen(address(), "chat tea --as ann --name Ann --history 1")) {
            awaitShown("bob: t\\x0awo");
            assertThat(screen.out()).doesNotContain("one");
            keys.println("/who");
            awaitShown("-- 2 here: ann (Ann) bob");
            bob.send(bob.message("tea", ChatMessage.Type.TYPE_IMAGE, "cat.png"));
            awaitShown("bob: [image] cat.png");
            keys.println("/nonsense");
            awaitShown("-- /who says who is here");
            keys.println("hello");
            awaitShown("ann: hello");
            bob.send(bob.message("tea", ChatMessage.Type.TYPE_LEAVE_ROOM, ""));
            awaitShown("bob left");
            keys.println("/quit");
        }
        hub.awaitZero(SOON, "chat_members");
    }

    @Test
    void shouldGoOnWhereTheConnectionBreaksAndSayOnceWhatItSaid() throws Exception {
        Chatter bob = Chatter.open(channel, "bob").join("tea");
        try (Link link = new Link(hub.port());
                PrintStream keys = listen("127.0.0.1:" + link.port(), "chat tea --as ann")) {
            keys.println("one");
            awaitShown("ann: one");
            link.hold();
            keys.println("two");
            assertThat(bob.lines(4)).containsExactly("bob joined", "ann joined", "ann: one", "ann: two");

            link.cut(true);

            bob.say("tea", "three");
            awaitShown("bob: three");
            keys.println("four");
            awaitShown("ann: four");
        }
        assertThat(bob.next(ChatMessage.Type.TYPE_TEXT).getContent()).isEqualTo("three");
        assertThat(bob.next(ChatMessage.Type.TYPE_TEXT).getContent()).isEqualTo("four");
        assertThat(screen.out().lines().filter(line -> line.contains(": ")).map(line -> line.substring(6)))
                .containsExactly("ann: one", "ann: two", "bob: three", "ann: four");
        assertThat(screen.err()).contains("trying again", "connected to");
    }

    @Test
    void shouldPrintObjectsForPrograms() {
        assertThat(screen.typing("hello\n").call(address(), "chat tea --as ann --json"))
                .isZero();
        assertThat(screen.out())
                .contains("{\"type\":\"join_room\",\"id\":\"\",\"user\":\"ann\",\"room\":\"tea\"")
                .contains("\"type\":\"text\"")
                .contains("\"content\":\"hello\"");
    }

    @Test
    void shouldSayWhatTheHubRefuses() {
        assertThat(screen.typing("x".repeat(20_000) + "\nok\n").call(address(), "chat tea --as ann"))
                .isZero();
        assertThat(screen.out())
                .contains("!! INVALID_REQUEST: content: 20000 bytes (expected: 1 to 16384)")
                .contains("ann: ok");
    }

    @Test
    void shouldFailWhereTheRoomIsFull() throws Exception {
        Chatter.open(channel, "bob").join("tea");
        Chatter.open(channel, "cat").join("tea");

        assertThat(screen.typing("hello\n").call(address(), "chat tea --as ann"))
                .isEqualTo(1);
        assertThat(screen.err()).contains("yamabiko: LIMIT_REACHED: room_id: room is full");
    }

    @Test
    void shouldFailWhereNoHubIs() {
        assertThat(screen.call("127.0.0.1:1", "chat tea --as ann")).isEqualTo(1);
        assertThat(screen.err()).startsWith("yamabiko: ");
    }

    @Test
    void shouldWantAName() {
        assertThat(screen.call(address(), "chat tea")).isEqualTo(2);
        assertThat(screen.err()).contains("--as");
    }

    /** Runs the command on a thread of its own, with what is printed on its standard input. */
    private PrintStream listen(String server, String command) throws Exception {
        PipedOutputStream keys = new PipedOutputStream();
        screen.typing(new PipedInputStream(keys));
        Thread running = new Thread(() -> screen.call(server, command));
        running.setDaemon(true);
        running.start();
        return new PrintStream(keys, true, StandardCharsets.UTF_8);
    }

    private void awaitShown(String text) {
        Await.until(
                () -> text + " in: " + screen.out() + screen.err(),
                SOON,
                () -> screen.out().contains(text));
    }

    private String address() {
        return "127.0.0.1:" + hub.port();
    }
}
