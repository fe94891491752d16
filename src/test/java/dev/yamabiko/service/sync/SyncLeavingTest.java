package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Leaving;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a call that ends, and what it has answered. */
class SyncLeavingTest extends SyncFixture {

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldRemoveWhatACallHeldOnceHoweverItEnds(Leaving how) {
        SyncPeer witness = SyncPeer.open(channel);
        Mirror mirror = witness.watch("c");
        ManagedChannel own = connect();
        SyncPeer leaving = SyncPeer.open(how.on(own));
        leaving.watch("c");
        leaving.ask(Requests.bind("c", "here", "1"));
        leaving.ask(Requests.bind("d", "here", "1"));
        leaving.ask(Requests.set("c", "stays", "1"));
        shows(mirror, Map.of("here", "1", "stays", "1"));

        how.leave(leaving::halfClose, leaving::cancel, leaving::end, own);

        shows(mirror, Map.of("stays", "1"));
        assertThat(mirror.revision()).as("set, set, removed").isEqualTo(3);
        Await.until(
                "removed",
                SOON,
                () -> witness.ask(Requests.get("d", "here")).getReason().equals("NOT_FOUND"));
        Await.until("nothing is held", SOON, () -> hub.gauge("calls_open") == 1);
        assertThat(hub.gauge("sync_watches")).isEqualTo(1);
        assertThat(hub.gauge("subscriptions_open")).isEqualTo(1);
        own.shutdownNow();
    }

    @Test
    void shouldAnswerWhatWasSentBeforeTheHalfClose() {
        SyncPeer peer = SyncPeer.open(channel);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(peer.send(Requests.set("c", "k" + i, "v")));
        }

        peer.halfClose();

        assertThat(peer.end()).isEqualTo(Status.OK);
        assertThat(replies).allMatch(CompletableFuture::isDone);
        assertThat(replies.get(199).join().getVersion()).isEqualTo(200);
    }

    @Test
    void shouldTellAllThatIsThereToOneWhoHalfClosesAtOnce() {
        SyncPeer writer = SyncPeer.open(channel);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            replies.add(writer.send(Requests.set("c", "k" + i, "x".repeat(1_000))));
        }
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).join();
        SyncPeer reader = SyncPeer.open(channel);

        CompletableFuture<Reply> watched = reader.send(Requests.watch("c"));
        reader.halfClose();

        assertThat(reader.end()).isEqualTo(Status.OK);
        assertThat(watched.join().getRevision()).isEqualTo(400);
        assertThat(reader.mirror("c").values()).hasSize(400);
    }
}
