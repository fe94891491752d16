package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was said before somebody came, or came back. */
@Timeout(60)
class ChatHistoryTest {

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "chat: {linger-ms: 5000}");
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
    void shouldBeginWithTheLastMessages() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        for (int i = 0; i < 10; i++) {
            ann.say("tea", "m" + i);
        }
        ann.lines(11);

        Chatter bob = chatter("bob")
                .join("tea", JoinOptions.newBuilder().setHistory(3).build());
        Chatter cat = chatter("cat")
                .join("tea", JoinOptions.newBuilder().setHistory(100).build());

        assertThat(bob.lines(4)).containsExactlyInAnyOrder("ann: m7", "ann: m8", "ann: m9", "bob joined");
        assertThat(cat.lines(11)).contains("ann: m0", "ann: m9", "cat joined");
    }

    @Test
    void shouldGoOnAfterWhatWasSeen() throws Exception {
        Chatter ann = chatter("ann").join("tea");
        ann.say("tea", "one");
        assertThat(ann.lines(2)).containsExactlyInAnyOrder("ann joined", "ann: one");
        JoinOptions back = ann.vanish();
        Chatter bob = chatter("bob").join("tea");
        bob.say("tea", "two");
        assertThat(bob.lines(2)).containsExactlyInAnyOrder("bob joined", "bob: two");

        Chatter again = chatter("ann").join("tea", back);

        assertThat(again.lines(2)).containsExactlyInAnyOrder("bob joined", "bob: two");
    }

    @Test
    void shouldSayWhereTheStreamIsInHeartbeats() throws Exception {
        Chatter ann = chatter("ann")
                .join("tea", JoinOptions.newBuilder().setHeartbeatSeconds(1).build());
        ann.say("tea", "one");
        ChatMessage beat = ann.next();
        while (!beat.getHeartbeat()) {
            beat = ann.next();
        }
        assertThat(beat.getPositionsMap()).containsEntry("chat/tea", 1L).containsEntry("chat-members/tea", 1L);
    }

    private Chatter chatter(String user) {
        return Chatter.open(channel, user);
    }
}
