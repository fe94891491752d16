package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.support.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Shared keys and values over gRPC, with a client we did not write. */
class SyncServiceTest extends SyncFixture {

    @Test
    void shouldShowEveryoneTheSame() {
        SyncPeer ann = SyncPeer.open(channel);
        SyncPeer bob = SyncPeer.open(channel);
        ann.ask(Requests.set("c", "a", "1"));
        Mirror early = ann.watch("c");
        ann.ask(Requests.set("c", "b", "1"));
        Mirror late = bob.watch("c");

        bob.ask(Requests.set("c", "a", "2"));
        ann.ask(Requests.delete("c", "b"));
        bob.ask(Requests.set("c", "c", "1"));

        Map<String, String> all = Map.of("a", "2", "c", "1");
        shows(early, all);
        shows(late, all);
        assertThat(early.revision()).isEqualTo(late.revision()).isEqualTo(5);
        assertThat(early.snapshots()).isEqualTo(1);
        assertThat(early.entries()).isEqualTo(late.entries());
    }

    @Test
    void shouldAnswerWhatWasAsked() {
        SyncPeer peer = SyncPeer.open(channel);

        assertThat(peer.ask(Requests.setIf("c", "a", "1", 0)).getVersion()).isEqualTo(1);
        Reply conflict = peer.ask(Requests.setIf("c", "a", "2", 0));
        assertThat(conflict.getReason()).isEqualTo("VERSION_CONFLICT");
        assertThat(conflict.getCurrent().getValue().toStringUtf8()).isEqualTo("1");
        assertThat(peer.ask(Requests.get("c", "a")).getCurrent().getVersion()).isEqualTo(1);
        assertThat(peer.ask(Requests.get("c", "b")).getReason()).isEqualTo("NOT_FOUND");
        assertThat(peer.ask(Requests.unwatch("c")).getReason()).isEqualTo("NOT_FOUND");
        assertThat(peer.ask(Requests.watch("c")).getRevision()).isEqualTo(1);
        assertThat(peer.ask(Requests.watch("c")).getMessage())
                .isEqualTo("watch: watched already (expected: one watch at a time)");
        assertThat(peer.ask(Requests.unwatch("c")).getReason()).isEmpty();
        assertThat(peer.ask(Requests.deleteIf("c", "a", 1)).getVersion()).isEqualTo(2);
    }

    @Test
    void shouldDoAWriteOnceThatIsSentAgainInAnotherCall() {
        SyncRequest.Builder add = Requests.set("c", "a", "1").setClientId("me").setRequestId(77);
        Reply first = SyncPeer.open(channel).ask(add);
        SyncPeer.open(channel).ask(Requests.set("c", "a", "2"));

        Reply again = SyncPeer.open(channel).ask(add);

        assertThat(again.getAgain()).isTrue();
        assertThat(again.getVersion()).isEqualTo(first.getVersion());
        assertThat(SyncPeer.open(channel).watch("c").revision()).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldGoOnWhereAWatchStopped() {
        SyncPeer first = SyncPeer.open(channel);
        Mirror mirror = first.watch("c");
        first.ask(Requests.set("c", "a", "1"));
        shows(mirror, Map.of("a", "1"));
        first.cancel();
        SyncPeer other = SyncPeer.open(channel);
        other.ask(Requests.set("c", "b", "1"));
        other.ask(Requests.delete("c", "a"));

        SyncPeer again = SyncPeer.open(channel);
        assertThat(again.goOn("c", mirror).join().getRevision()).isEqualTo(1);

        shows(mirror, Map.of("b", "1"));
        assertThat(mirror.snapshots()).as("changes alone").isEqualTo(1);
    }

    @Test
    void shouldTellAllAgainWhereTheHistoryIsAnother() {
        SyncPeer peer = SyncPeer.open(channel);
        peer.ask(Requests.set("c", "a", "1"));
        SyncRequest.Builder watch = Requests.watch("c");
        watch.getWatchBuilder()
                .setResume(Resume.newBuilder().setEpoch("another").putAfter("collections/c", 9));

        peer.ask(watch);

        shows(peer.mirror("c"), Map.of("a", "1"));
        assertThat(peer.mirror("c").snapshots()).isEqualTo(1);
    }

    @Test
    void shouldTellALargeCollectionInPartsAndOpenItFromASnapshot() {
        SyncPeer writer = SyncPeer.open(channel);
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            replies.add(writer.send(Requests.set("c", "key-" + i % 400, "x".repeat(900))));
        }
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).join();

        Mirror mirror = SyncPeer.open(channel).watch("c");

        Await.until("all keys", SOON, () -> mirror.revision() == 1_500);
        assertThat(mirror.entries()).hasSize(400);
        assertThat(mirror.fault()).isEmpty();
    }

    @Test
    void shouldHoldUpNobodyForAWatcherThatDoesNotRead() {
        SyncPeer slow = SyncPeer.unread(channel);
        CompletableFuture<Reply> watched = slow.send(Requests.watch("c"));
        SyncPeer writer = SyncPeer.open(channel);
        Mirror mirror = writer.watch("c");
        List<CompletableFuture<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            replies.add(writer.send(Requests.set("c", "key-" + i % 100, "x".repeat(1_000))));
        }
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new)).join();
        Await.until("all changes", SOON, () -> mirror.revision() == 3_000);
        assertThat(slow.mirror("c").revision()).isEqualTo(-1);
        assertThat(watched).isNotDone();

        slow.read(Integer.MAX_VALUE);

        Await.until("the slow one, too", SOON, () -> slow.mirror("c").revision() == 3_000);
        assertThat(slow.mirror("c").fault()).isEmpty();
        assertThat(slow.mirror("c").entries()).isEqualTo(mirror.entries());
    }

    @Test
    void shouldRemoveWhatIsOver() {
        SyncPeer peer = SyncPeer.open(channel);
        Mirror mirror = peer.watch("c");
        peer.ask(Requests.setFor("c", "short", "1", 300));
        peer.ask(Requests.setFor("c", "long", "1", 60_000));

        shows(mirror, Map.of("long", "1"));
        assertThat(peer.ask(Requests.get("c", "short")).getReason()).isEqualTo("NOT_FOUND");
    }

    @Test
    void shouldGiveASignOfLife() {
        SyncPeer peer = SyncPeer.open(channel);

        peer.ask(Requests.watch("c").setHeartbeatSeconds(1));

        Await.until("heartbeats", SOON, () -> peer.heartbeats() >= 2);
    }

    @Test
    void shouldKeepToItsBounds() {
        SyncPeer peer = SyncPeer.open(channel);
        peer.ask(Requests.watch("a"));
        peer.ask(Requests.watch("b"));
        peer.ask(Requests.bind("c", "k", "v"));

        assertThat(peer.ask(Requests.watch("d")).getMessage())
                .isEqualTo("collection: one too many for this call (expected: at most 3)");
        assertThat(peer.ask(Requests.bind("d", "k", "v")).getReason()).isEqualTo("LIMIT_REACHED");
        assertThat(peer.ask(Requests.set("d", "k", "v")).getReason()).isEmpty();
        SyncRequest.Builder tooLarge = Requests.set("d", "k", "");
        tooLarge.getSetBuilder().setValue(ByteString.copyFrom(new byte[1_001]));
        assertThat(peer.ask(tooLarge).getMessage()).isEqualTo("set.value: 1001 bytes (expected: at most 1000)");
    }
}
