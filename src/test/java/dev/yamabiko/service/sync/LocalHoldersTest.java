package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.service.fold.Departures;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.support.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who holds keys, as one node sees it. */
@Timeout(10)
class LocalHoldersTest {

    private final LocalHolders holders = new LocalHolders(
            "self",
            new Departures(new FakeNodes(FakeNodes.node("self", Node.State.SERVING)), new ManualClock(0), 1_000));

    @Test
    void shouldKnowItsOwnCalls() {
        String one = holders.begin();
        String two = holders.begin();
        assertThat(one).isNotEqualTo(two);

        holders.end(one);

        assertThat(holders.judge(one)).isEqualTo(Due.RELEASED);
        assertThat(holders.judge(two)).isEqualTo(Due.NOTHING);
        assertThat(holders.judge("self/77")).as("of an earlier call").isEqualTo(Due.RELEASED);
        assertThat(holders.judge("other/1")).as("of a node that may be there").isEqualTo(Due.NOTHING);
        assertThat(holders.holdsStill(one, "c")).isFalse();
        assertThat(holders.holdsStill("other/1", "c")).isFalse();
    }

    @Test
    void shouldSetKeysAgainOnceForEachReason() {
        String call = holders.begin();
        assertThat(holders.holdsStill(call, "c")).isTrue();

        holders.found(call, "c");

        assertThat(holders.holdsStill(call, "c")).isFalse();
        assertThat(holders.holdsStill(call, "d")).isTrue();
        holders.end(call);
        holders.found(call, "d");
        assertThat(holders.holdsStill(call, "d")).isFalse();
    }
}
