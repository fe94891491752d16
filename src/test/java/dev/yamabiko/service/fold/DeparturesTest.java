package dev.yamabiko.service.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node.State;
import dev.yamabiko.support.FakeNodes;
import dev.yamabiko.support.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is gone, and who is back. */
@Timeout(10)
class DeparturesTest {

    private static final long GRACE_MS = 2_000;

    private final ManualClock clock = new ManualClock(1_000_000);
    private final FakeNodes nodes = new FakeNodes(FakeNodes.node("self", State.SERVING));
    private final Departures departures = new Departures(nodes, clock, GRACE_MS);

    @Test
    void shouldMissANodeAfterItsGrace() {
        nodes.put(FakeNodes.node("other", State.SERVING));
        pass(10_000);
        nodes.remove("other");

        pass(1_500);
        assertThat(departures.gone("other")).isFalse();
        pass(1_000);
        assertThat(departures.gone("other")).isTrue();
        assertThat(departures.gone("self")).isFalse();
    }

    @Test
    void shouldTakeASilentNodeForGoneUntilItIsHeardAgain() {
        nodes.put(FakeNodes.node("other", State.SERVING));
        pass(1_000);
        nodes.put(FakeNodes.node("other", State.SILENT));
        pass(3_000);
        assertThat(departures.gone("other")).isTrue();

        nodes.put(FakeNodes.node("other", State.DRAINING));
        pass(500);

        assertThat(departures.gone("other")).isFalse();
    }

    @Test
    void shouldGiveItsGraceToANodeThatItHasNotHeardOf() {
        pass(60_000);

        assertThat(departures.gone("unknown")).isFalse();
        pass(2_000);
        assertThat(departures.gone("unknown")).isTrue();
    }

    @Test
    void shouldNotBlameOthersForItsOwnAbsence() {
        nodes.put(FakeNodes.node("other", State.SERVING));
        pass(1_000);
        nodes.remove("other");
        long before = departures.returns();

        clock.advance(30_000);
        departures.look();

        assertThat(departures.gone("other")).isFalse();
        assertThat(departures.returns()).isGreaterThan(before);
        pass(2_000);
        assertThat(departures.gone("other")).isTrue();
    }

    @Test
    void shouldSayTwiceThatItMayHaveBeenThoughtGone() {
        nodes.put(FakeNodes.node("other", State.SERVING));
        pass(1_000);
        nodes.remove("other");
        pass(5_000);
        long before = departures.returns();

        nodes.put(FakeNodes.node("other", State.SERVING));
        pass(500);
        assertThat(departures.returns()).isEqualTo(before + 1);

        pass(2 * GRACE_MS);
        assertThat(departures.returns()).isEqualTo(before + 2);
        pass(10_000);
        assertThat(departures.returns()).isEqualTo(before + 2);
    }

    @Test
    void shouldSeldomSaySoWithoutAReason() {
        nodes.put(FakeNodes.node("other", State.SERVING));

        pass(600_000);

        assertThat(departures.returns()).isEqualTo(10);
    }

    private void pass(long ms) {
        for (long passed = 0; passed < ms; passed += Departures.TICK_MS) {
            clock.advance(Departures.TICK_MS);
            departures.look();
        }
    }
}
