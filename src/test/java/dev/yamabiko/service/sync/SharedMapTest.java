package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.sync.v1.Cause;
import dev.yamabiko.proto.sync.v1.Change;
import dev.yamabiko.proto.sync.v1.CollectionState;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.stream.StreamError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What commands decide, and what their records come to. */
@Timeout(20)
class SharedMapTest {

    private static final SyncLimits LIMITS = new SyncLimits(3, 100, 50, 8, 8, 10);

    private final SharedMap map = SharedMap.of(CollectionState.getDefaultInstance());
    private final FakeHolders holders = new FakeHolders();
    private final List<SyncEvent> topic = new ArrayList<>();
    private long now = 1_000;
    private long requests;

    @Test
    void shouldSetReadAndDelete() {
        assertThat(write(Requests.set("c", "a", "1")).getVersion()).isEqualTo(1);
        assertThat(write(Requests.set("c", "a", "2")).getVersion()).isEqualTo(2);

        assertThat(value("a")).isEqualTo("2");
        assertThat(write(Requests.delete("c", "a")).getVersion()).isEqualTo(3);
        assertThat(map.get("a", now)).isNull();
        assertThat(write(Requests.delete("c", "a")).getVersion())
                .as("nothing to delete")
                .isZero();
        assertThat(topic).hasSize(3);
    }

    @Test
    void shouldCompareVersionsBeforeItSets() {
        assertThat(write(Requests.setIf("c", "a", "1", 0)).getVersion()).isEqualTo(1);
        assertThat(write(Requests.setIf("c", "a", "2", 1)).getVersion()).isEqualTo(2);

        Reply late = write(Requests.setIf("c", "a", "3", 1));

        assertThat(late.getReason()).isEqualTo("VERSION_CONFLICT");
        assertThat(late.getMessage()).isEqualTo("if_version: 1 (expected: 2, which is the version now)");
        assertThat(late.getCurrent().getVersion()).isEqualTo(2);
        assertThat(late.getCurrent().getValue().toStringUtf8()).isEqualTo("2");
        assertThat(late.getVersion()).isZero();
        assertThat(write(Requests.deleteIf("c", "a", 1)).getReason()).isEqualTo("VERSION_CONFLICT");
        assertThat(write(Requests.deleteIf("c", "a", 2)).getVersion()).isEqualTo(3);
        assertThat(write(Requests.deleteIf("c", "a", 2)).getMessage())
                .isEqualTo("if_version: 2 (expected: 0, which is no entry)");
        assertThat(write(Requests.deleteIf("c", "a", 0)).getReason()).isEmpty();
        assertThat(topic).hasSize(3);
    }

    @Test
    void shouldDoAWriteOnceHoweverOftenItIsSent() {
        SyncRequest add = numbered(Requests.set("c", "a", "1").setClientId("me"));
        Reply first = decide(add);
        write(Requests.set("c", "a", "other"));

        Reply again = decide(add);

        assertThat(again.getAgain()).isTrue();
        assertThat(again.getVersion()).isEqualTo(first.getVersion()).isEqualTo(1);
        assertThat(value("a")).isEqualTo("other");
        assertThat(decide(add.toBuilder().setClientId("you").build()).getAgain())
                .isFalse();
        assertThat(topic.get(0).toString())
                .as("others see who wrote, and cannot write as that one")
                .doesNotContain("me\"");
    }

    @Test
    void shouldForgetTheOldestWritesOnEveryNodeAlike() {
        SyncRequest first = numbered(Requests.set("c", "a", "0").setClientId("me"));
        decide(first);
        for (int i = 1; i < DoneWrites.MOST; i++) {
            decide(numbered(Requests.set("c", "a", "" + i).setClientId("me")));
        }
        assertThat(decide(first).getAgain()).isTrue();

        decide(numbered(Requests.set("c", "a", "one more").setClientId("me")));

        assertThat(map.doneBefore(topic.get(0).getChanges().getClient(), 1)).isNull();
        assertThat(SharedMap.of(map.state()).state()).isEqualTo(map.state());
        assertThat(map.state().getDoneCount()).isEqualTo(DoneWrites.MOST);
    }

    @Test
    void shouldHideWhatIsOverAndThenRemoveIt() {
        write(Requests.setFor("c", "a", "short", 100));
        write(Requests.setFor("c", "b", "long", 10_000));
        now += 99;
        assertThat(value("a")).isEqualTo("short");
        assertThat(upkeep()).isEmpty();

        now++;

        assertThat(map.get("a", now)).isNull();
        assertThat(map.all(now)).extracting(Entry::getKey).containsExactly("b");
        assertThat(upkeep())
                .extracting(Change::getKey, Change::getCause)
                .containsExactly(tuple("a", Cause.CAUSE_EXPIRED));
        assertThat(map.count()).isEqualTo(1);
        assertThat(upkeep()).isEmpty();
    }

    @Test
    void shouldTakeAKeyThatIsOverForMissing() {
        write(Requests.setFor("c", "a", "short", 100));
        now += 100;

        assertThat(write(Requests.setIf("c", "a", "new", 1)).getReason()).isEqualTo("VERSION_CONFLICT");
        assertThat(write(Requests.setIf("c", "a", "new", 0)).getVersion()).isEqualTo(2);

        assertThat(upkeep()).as("it is another one now").isEmpty();
        assertThat(value("a")).isEqualTo("new");
    }

    @Test
    void shouldRemoveWhatACallHeldThatIsOver() {
        write(Requests.bind("c", "mine", "1"), "node/1");
        write(Requests.bind("c", "yours", "1"), "node/2");
        write(Requests.set("c", "ours", "1"), "node/1");
        assertThat(upkeep()).isEmpty();

        holders.gone("node/1", Due.RELEASED);

        assertThat(map.holds("node/1")).isTrue();
        assertThat(upkeep())
                .extracting(Change::getKey, Change::getCause)
                .containsExactly(tuple("mine", Cause.CAUSE_RELEASED));
        assertThat(map.all(now)).extracting(Entry::getKey).containsExactlyInAnyOrder("yours", "ours");
        assertThat(map.holds("node/1")).isFalse();
    }

    @Test
    void shouldLeaveAKeyToWhoeverSetItLast() {
        write(Requests.bind("c", "a", "1"), "node/1");
        write(Requests.bind("c", "a", "2"), "node/2");
        write(Requests.bind("c", "b", "1"), "node/1");
        write(Requests.set("c", "b", "2"), "node/3");

        holders.gone("node/1", Due.LOST);

        assertThat(upkeep()).isEmpty();
        assertThat(map.all(now)).hasSize(2);
    }

    @Test
    void shouldGiveBackWhatWasLostWithANodeThatIsThere() {
        write(Requests.bind("c", "a", "1"), "node/1");
        write(Requests.bind("c", "b", "1"), "node/1");
        write(Requests.bind("c", "other", "1"), "node/2");
        holders.gone("node/1", Due.LOST);
        holders.gone("node/2", Due.LOST);
        assertThat(upkeep()).hasSize(3);
        write(Requests.set("c", "b", "taken"));
        assertThat(upkeep()).isEmpty();

        holders.here("node/1");

        assertThat(upkeep())
                .extracting(Change::getKey, Change::getCause, Change::getHolder)
                .containsExactly(tuple("a", Cause.CAUSE_FOUND, "node/1"));
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isEqualTo("taken");
        assertThat(upkeep()).isEmpty();
        write(Requests.delete("c", "a"));
        assertThat(upkeep()).as("deleted, not lost").isEmpty();
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        write(Requests.set("c", "a", "x".repeat(40)));
        write(Requests.set("c", "b", "x".repeat(40)));

        assertThatThrownBy(() -> write(Requests.set("c", "c", "x".repeat(40))))
                .isInstanceOf(StreamError.LimitReached.class)
                .hasMessage("collection: 123 bytes of keys and values (expected: at most 100)");
        write(Requests.set("c", "c", "x"));
        assertThatThrownBy(() -> write(Requests.set("c", "d", "")))
                .isInstanceOf(StreamError.LimitReached.class)
                .hasMessage("collection: 3 keys, one more (expected: at most 3)");
        assertThat(write(Requests.set("c", "a", "y".repeat(41))).getReason())
                .as("instead of another value")
                .isEmpty();
        assertThat(map.bytes()).isEqualTo(3 + 41 + 40 + 1);
    }

    @Test
    void shouldBeTheSameFromASnapshotAndFromTheBeginning() {
        write(Requests.setFor("c", "a", "1", 5_000).setClientId("me"));
        write(Requests.bind("c", "b", "1"), "node/1");
        holders.gone("node/1", Due.LOST);
        upkeep();
        write(Requests.bind("c", "b2", "1"), "node/2");

        SharedMap again = SharedMap.of(map.state());

        assertThat(again.state()).isEqualTo(map.state());
        assertThat(again.last()).isEqualTo(4);
        assertThat(again.weight()).isEqualTo(map.weight());
        now += 5_000;
        holders.here("node/1");
        holders.gone("node/2", Due.RELEASED);
        assertThat(again.due("c", now, holders, 10))
                .containsExactlyInAnyOrderElementsOf(map.due("c", now, holders, 10))
                .hasSize(3);
    }

    @Test
    void shouldLeaveTheMapAsItIsInALayer() {
        write(Requests.setFor("c", "a", "1", 100).setClientId("me"));
        write(Requests.bind("c", "b", "1"), "node/1");
        CollectionState before = map.state();
        SharedMap layer = map.layer();

        SyncRequest second = numbered(Requests.set("c", "new", "1").setClientId("me"));
        apply(layer, new WriteCommand(second, "", LIMITS).decide(layer, now));
        apply(layer, new WriteCommand(numbered(Requests.set("c", "a", "2")), "", LIMITS).decide(layer, now));
        apply(layer, new WriteCommand(numbered(Requests.delete("c", "b")), "", LIMITS).decide(layer, now));

        assertThat(map.state()).isEqualTo(before);
        assertThat(layer.count()).isEqualTo(2);
        assertThat(layer.get("b", now)).isNull();
        assertThat(Objects.requireNonNull(layer.get("a", now)).getVersion()).isEqualTo(4);
        now += 1_000;
        holders.gone("node/1", Due.RELEASED);
        assertThat(layer.due("c", now, holders, 10)).isEmpty();
        assertThat(map.due("c", now, holders, 10)).hasSize(2);
        Reply again = new WriteCommand(second, "", LIMITS).answer(layer, 0);
        assertThat(again.getRequestId()).isZero();
        WriteCommand retried = new WriteCommand(second, "", LIMITS);
        assertThat(retried.decide(layer, now)).isEmpty();
        assertThat(retried.answer(layer, 0).getVersion()).isEqualTo(3);
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private String value(String key) {
        return Objects.requireNonNull(map.get(key, now)).getValue().toStringUtf8();
    }

    private SyncRequest numbered(SyncRequest.Builder request) {
        return request.setRequestId(++requests).build();
    }

    private Reply write(SyncRequest.Builder request) {
        return write(request, "");
    }

    private Reply write(SyncRequest.Builder request, String holder) {
        return decide(numbered(request), holder);
    }

    private Reply decide(SyncRequest request) {
        return decide(request, "");
    }

    private Reply decide(SyncRequest request, String holder) {
        WriteCommand command = new WriteCommand(request, holder, LIMITS);
        List<SyncEvent> records = command.decide(map, now);
        apply(map, records);
        topic.addAll(records);
        return command.answer(map, records.isEmpty() ? 0 : map.last());
    }

    private List<Change> upkeep() {
        List<SyncEvent> records = new UpkeepCommand("c", holders, false).decide(map, now);
        apply(map, records);
        topic.addAll(records);
        return records.stream()
                .flatMap(record -> record.getChanges().getChangesList().stream())
                .toList();
    }

    private static void apply(SharedMap state, List<SyncEvent> records) {
        records.forEach(record -> state.replay(state.last() + 1, record));
    }
}
