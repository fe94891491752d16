package dev.yamabiko.chaos.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Violation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That each thing that must not be in a history is found, and only that. */
class HistoryCheckerTest {

    private static final String TOPIC = "logs/a";

    private final Recorder recorder = new Recorder();
    private final Reading whole = recorder.readsAll("auditor", TOPIC);

    @Test
    void shouldFindNothingInAGoodHistory() {
        acknowledged(1, 1, 3);
        acknowledged(2, 1, 2);
        read(whole, 1, 1, 1);
        read(whole, 2, 2, 1, 2);
        read(whole, 4, 1, 2, 3);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void shouldCountWhatWasSentAndRead() {
        acknowledged(1, 1, 3);
        recorder.sending(TOPIC, 1, 4).add(5);
        read(whole, 1, 1, 1, 2, 3, 4, 5);

        Report report = HistoryChecker.check(recorder.history());

        assertThat(report).isEqualTo(new Report(3, 5, 2, 0, 1, 1, 5, List.of()));
        assertThat(report)
                .hasToString("acknowledged=3 unacknowledged=5 of which kept=2 readings=1 read=5 violations=0");
    }

    @Test
    void shouldFindAnAcknowledgedEntryThatIsLost() {
        acknowledged(1, 1, 3);
        read(whole, 1, 1, 1, 2);

        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void shouldFindATopicThatLostEverything() {
        acknowledged(1, 1, 3);

        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void shouldFindAnEntryThatIsThereTwice() {
        acknowledged(1, 1, 3);
        read(whole, 1, 1, 1, 2, 2, 3);

        assertThat(kinds()).contains(Kind.DUPLICATE);
    }

    @Test
    void shouldFindAnOffsetThatIsThereTwice() {
        acknowledged(1, 1, 3);
        read(whole, 1, 1, 1, 2);
        read(whole, 2, 1, 3);

        assertThat(kinds()).containsExactly(Kind.DUPLICATE);
    }

    @Test
    void shouldFindAWritersEntriesOutOfOrder() {
        acknowledged(1, 1, 3);
        read(whole, 1, 1, 1, 3, 2);

        assertThat(kinds()).containsExactly(Kind.REORDERED);
    }

    @Test
    void shouldFindAGapInTheOffsets() {
        acknowledged(1, 1, 3);
        read(whole, 1, 1, 1);
        read(whole, 3, 1, 2, 3);

        assertThat(kinds()).containsExactly(Kind.GAP);
    }

    @Test
    void shouldFindOffsetsThatDoNotBeginWithOne() {
        acknowledged(1, 1, 3);
        read(whole, 2, 1, 1, 2, 3);

        assertThat(kinds()).containsExactly(Kind.GAP);
    }

    @Test
    void shouldTakeAnAnnouncedGapForNone() {
        acknowledged(1, 1, 4);
        Reading follower = recorder.follows("follower", TOPIC);
        read(whole, 1, 1, 1, 2, 3, 4);
        read(follower, 1, 1, 1);
        follower.add(new Line(3, 0, 0, true, true, 2));
        read(follower, 4, 1, 4);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void shouldFindAnAnnouncedGapOfTheWrongSize() {
        acknowledged(1, 1, 4);
        Reading follower = recorder.follows("follower", TOPIC);
        read(follower, 1, 1, 1);
        follower.add(new Line(3, 0, 0, true, true, 1));
        read(follower, 4, 1, 4);

        assertThat(HistoryChecker.check(recorder.history()).violations())
                .extracting(Violation::kind)
                .contains(Kind.GAP);
    }

    @Test
    void shouldFindAnEntryThatIsNotWhatWasSent() {
        acknowledged(1, 1, 1);
        whole.add(new Line(1, 1, 1, false, false, 0));

        assertThat(kinds()).containsExactly(Kind.ALTERED);
    }

    @Test
    void shouldFindAnEntryThatNobodySent() {
        acknowledged(1, 1, 1);
        read(whole, 1, 1, 1, 2);

        assertThat(kinds()).containsExactly(Kind.UNKNOWN);
    }

    @Test
    void shouldAllowTheFirstPartOfACallWithoutAnswer() {
        recorder.sending(TOPIC, 1, 1).add(3);
        read(whole, 1, 1, 1, 2);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void shouldFindALaterPartOfACallWithoutAnswer() {
        recorder.sending(TOPIC, 1, 1).add(3);
        read(whole, 1, 1, 1, 3);

        assertThat(kinds()).containsExactly(Kind.TORN);
    }

    @Test
    void shouldFindTwoReadersThatDisagree() {
        acknowledged(1, 1, 2);
        acknowledged(2, 1, 2);
        Reading follower = recorder.follows("follower", TOPIC);
        read(whole, 1, 1, 1, 2);
        read(whole, 3, 2, 1, 2);
        read(follower, 1, 1, 1);
        read(follower, 2, 2, 1);

        assertThat(kinds()).containsExactly(Kind.DISAGREEMENT);
    }

    @Test
    void shouldTellApartTheTopics() {
        acknowledged(1, 1, 2);
        recorder.sending("logs/b", 1, 1).add(1).acknowledge();
        Reading other = recorder.readsAll("auditor", "logs/b");
        read(whole, 1, 1, 1, 2);
        read(other, 1, 1, 1);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void shouldFindAnEntryThatIsNotWhereItWasAcknowledged() {
        recorder.sending(TOPIC, 1, 1).add(2).acknowledge("", 2);
        recorder.sending(TOPIC, 1, 3).add(2).acknowledge("", 5);
        read(whole, 1, 1, 1, 2, 3, 4);

        assertThat(kinds()).containsExactly(Kind.MISPLACED);
    }

    @Test
    void shouldCountWhatAnEarlierEpochHeldAndTheLastOneDoesNot() {
        recorder.sending(TOPIC, 1, 1).add(3).acknowledge("one", 3);
        recorder.sending(TOPIC, 1, 4).add(2).acknowledge("two", 3);
        Reading early = recorder.follows("follower", TOPIC).of("one");
        Reading late = recorder.follows("follower", TOPIC).of("two");
        read(early, 1, 1, 1, 2, 3);
        read(late, 1, 1, 1, 4, 5);
        read(whole.of("two"), 1, 1, 1, 4, 5);

        assertThat(HistoryChecker.check(recorder.history())).isEqualTo(new Report(5, 0, 0, 2, 2, 3, 9, List.of()));
    }

    @Test
    void shouldFindAnEntryThatIsLostInTheEpochInWhichItWasAcknowledged() {
        recorder.sending(TOPIC, 1, 1).add(2).acknowledge("two", 2);
        recorder.follows("follower", TOPIC).of("one");
        read(whole.of("two"), 1, 1, 1);

        assertThat(kinds()).containsExactly(Kind.LOST);
    }

    @Test
    void shouldFindTwoReadersThatDisagreeInAnEpochOfWhichNobodyReadAll() {
        acknowledged(1, 1, 1);
        acknowledged(2, 1, 1);
        Reading one = recorder.follows("one", TOPIC).of("fork");
        Reading other = recorder.follows("other", TOPIC).of("fork");
        read(whole.of("last"), 1, 1, 1);
        read(whole, 2, 2, 1);
        read(one, 1, 1, 1);
        read(other, 1, 2, 1);

        assertThat(kinds()).containsExactly(Kind.DISAGREEMENT);
    }

    @Test
    void shouldAllowAnotherOrderInAnotherEpoch() {
        acknowledged(1, 1, 1);
        acknowledged(2, 1, 1);
        Reading early = recorder.follows("follower", TOPIC).of("one");
        read(early, 1, 1, 1);
        read(early, 2, 2, 1);
        read(whole.of("two"), 1, 2, 1);
        read(whole, 2, 1, 1);

        assertThat(kinds()).isEmpty();
    }

    private void acknowledged(int writer, long first, int count) {
        recorder.sending(TOPIC, writer, first).add(count).acknowledge();
    }

    private static void read(Reading reading, long offset, int writer, long... numbers) {
        for (int i = 0; i < numbers.length; i++) {
            reading.add(new Line(offset + i, writer, numbers[i], true, false, 0));
        }
    }

    private List<Kind> kinds() {
        return HistoryChecker.check(recorder.history()).violations().stream()
                .map(Violation::kind)
                .toList();
    }
}
