package dev.yamabiko.service.editor;

import static dev.yamabiko.service.editor.EditStream.insert;
import static dev.yamabiko.service.editor.EditStream.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.support.Leaving;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of an editor's call that ends, and what others see of that. */
@Timeout(60)
class EditorLeavingTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private RunningHub hub;
    private ManagedChannel channel;
    private EditStream witness;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder);
        channel = connect();
        witness = opened(channel, "witness");
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldTellOnceThatACursorIsGoneHoweverItsCallEnds(Leaving how) throws Exception {
        // Given
        ManagedChannel own = connect();
        EditStream leaving = opened(how.on(own), "bob");
        leaving.edit(1, 0, insert("x")).cursor(0, 3, 1);
        assertThat(cursor()).isEqualTo(at("bob", 3, 1));

        // When
        how.leave(leaving::finish, leaving::leave, leaving::end, own);

        // Then
        assertThat(cursor()).isEqualTo(at("bob", 3, 1).toBuilder().setGone(true).build());
        hub.awaitGauge(SOON, "documents_editors", 1);
        hub.awaitGauge(SOON, "calls_open", 1);
        hub.awaitGauge(SOON, "subscriptions_open", 2);
        opened(channel, "cid").cursor(1, 1, 1);
        assertThat(cursor()).as("what comes next").isEqualTo(at("cid", 1, 1));
        own.shutdownNow();
    }

    @Test
    void shouldKeepTheCursorOfAClientThatIsBackBeforeItsOldCallEnds() throws Exception {
        EditStream before = opened(channel, "bob").cursor(0, 1, 1);
        assertThat(cursor()).isEqualTo(at("bob", 1, 1));
        opened(channel, "bob").cursor(0, 2, 2);
        assertThat(cursor()).isEqualTo(at("bob", 2, 2));

        before.leave();

        hub.awaitGauge(SOON, "documents_editors", 2);
        opened(channel, "cid").cursor(0, 5, 5);
        assertThat(cursor()).as("what comes next").isEqualTo(at("cid", 5, 5));
    }

    private static EditStream opened(Channel channel, String client) throws Exception {
        EditStream stream = EditStream.on(channel).send(open("tea", client));
        assertThat(stream.nextOfText().hasOpened()).isTrue();
        return stream;
    }

    private static Cursor at(String client, int position, int anchor) {
        return Cursor.newBuilder()
                .setClientId(client)
                .setUserId(client)
                .setPosition(position)
                .setAnchor(anchor)
                .build();
    }

    /** The next one that the witness is shown, without its revision. */
    private Cursor cursor() throws Exception {
        return witness.nextCursor().toBuilder().clearRevision().build();
    }

    private ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }
}
