package dev.yamabiko.service.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.stream.StreamError.LimitReached;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class RoomTest {

    private final Room room = new Room("tea");

    @Test
    void shouldAnnounceTheFirstNodeAndTheLastAlone() {
        assertThat(keep(change().join("ann", "Ann", "n1", 10))).containsExactly("ann joined");
        assertThat(keep(change().join("ann", "Other", "n2", 10))).containsExactly("(ann joined)");
        assertThat(keep(change().join("ann", "Ann", "n2", 10))).isEmpty();
        assertThat(room.view().getMembers(0).getDisplayName()).isEqualTo("Ann");
        assertThat(room.view().getMembers(0).getNodesList()).containsExactly("n1", "n2");
        assertThat(room.weight()).isEqualTo(2);

        assertThat(keep(change().leave("ann", "n1"))).containsExactly("(ann left)");
        assertThat(keep(change().leave("ann", "n1"))).isEmpty();
        assertThat(keep(change().leave("bob", "n1"))).isEmpty();
        assertThat(keep(change().leave("ann", "n2"))).containsExactly("ann left");
        assertThat(room.users()).isEmpty();
        assertThat(room.weight()).isZero();
    }

    @Test
    void shouldRefuseOneMoreThanItHolds() {
        keep(change().join("ann", "", "n1", 2).join("bob", "", "n1", 2));

        assertThatThrownBy(() -> change().join("cat", "", "n1", 2)).isInstanceOf(LimitReached.class);
        assertThat(keep(change().join("ann", "", "n2", 2))).containsExactly("(ann joined)");
        assertThat(keep(change().evict("n1"::equals).join("cat", "", "n2", 2)))
                .containsExactly("(ann left)", "bob left", "cat joined");
    }

    @Test
    void shouldTakeOutWhoIsOnNodesThatAreGone() {
        keep(change().join("ann", "", "n1", 9).join("ann", "", "n2", 9).join("bob", "", "n2", 9));
        keep(change().join("cat", "", "n3", 9));

        assertThat(keep(change().evict(Set.of("n1", "n2")::contains)))
                .containsExactly("(ann left)", "ann left", "bob left");
        assertThat(keep(change().evict(Set.of("n1", "n2")::contains))).isEmpty();
        assertThat(Chatter.names(room.view())).isEqualTo("cat");
    }

    @Test
    void shouldSettleWhatANodeHolds() {
        keep(change().join("ann", "", "n1", 9).join("bob", "", "n1", 9).join("bob", "", "n2", 9));

        assertThat(keep(change().settle("n1", Set.of("ann", "cat", "dan"), Map.of("ann", "", "dan", "D"))))
                .as("bob is not there, cat may be, dan must be")
                .containsExactly("(bob left)", "dan joined");
        assertThat(Chatter.names(room.view())).isEqualTo("ann bob dan");
    }

    @Test
    void shouldNeedNothingThatComesBeforeACheckpoint() {
        for (int i = 0; i < RoomChange.CHECKPOINT_EVERY / 2; i++) {
            keep(change().join("ann", "Ann", "n1", 9));
            keep(change().join("bob", "Bob", "n2", 9));
            keep(change().leave("bob", "n2"));
        }
        keep(change().join("cat", "Cat", "n2", 9));
        RoomChange change = change().checkpoint();
        assertThat(change.records()).hasSize(1);
        keep(change);
        assertThat(change().checkpoint().records()).isEmpty();

        Room young = new Room("tea");
        young.trim(room.last());
        young.replay(room.last(), change.records().get(0));
        assertThat(young.view()).isEqualTo(room.view());
        assertThat(young.weight()).isEqualTo(room.weight());
        assertThat(young.sinceCheckpoint()).isZero();
    }

    @Test
    void shouldNotChangeWithItsCopy() {
        keep(change().join("ann", "", "n1", 9));
        Room copy = room.copy();
        copy.replay(2, change().join("ann", "", "n2", 9).records().get(0));

        assertThat(room.weight()).isEqualTo(1);
        assertThat(copy.weight()).isEqualTo(2);
        assertThat(room.last()).isEqualTo(1);
    }

    private RoomChange change() {
        return new RoomChange(room, 1_000);
    }

    private List<String> keep(RoomChange change) {
        change.records().forEach(record -> room.replay(room.last() + 1, record));
        return change.records().stream().map(RoomTest::line).toList();
    }

    private static String line(ChatMessage record) {
        String what = record.getUserId() + (record.getType() == ChatMessage.Type.TYPE_JOIN_ROOM ? " joined" : " left");
        return record.getUnannounced() ? "(" + what + ")" : what;
    }
}
