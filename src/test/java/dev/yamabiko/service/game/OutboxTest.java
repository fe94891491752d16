package dev.yamabiko.service.game;

import static dev.yamabiko.service.game.Plays.move;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.support.ManualClock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused where it comes in, and what the player hears of it. */
@Timeout(20)
class OutboxTest {

    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final Outbox outbox = new Outbox(new TurnRate(40, clock));

    static Stream<Arguments> hostile() {
        String much = "x".repeat(1 << 16);
        return Stream.of(
                Arguments.of(move(0, 1, 0), "sequence: 0 (expected: 1 to 2^53)"),
                Arguments.of(move(-5, 1, 0), "sequence: -5 (expected: 1 to 2^53)"),
                Arguments.of(move(Long.MAX_VALUE, 1, 0), "sequence: 9223372036854775807 (expected: 1 to 2^53)"),
                Arguments.of(Plays.act(1, much, "", 1, 0), "verb: 65536 bytes (expected: at most 32)"),
                Arguments.of(Plays.act(1, "move", much, 1, 0), "entity: 65536 bytes (expected: at most 256)"),
                Arguments.of(arguments(9), "arguments: 9 (expected: at most 8)"),
                Arguments.of(
                        PlayerAction.newBuilder()
                                .setSequence(1)
                                .setAct(Act.newBuilder().putArguments(much, 1))
                                .build(),
                        "arguments: a long name (expected: at most 32 bytes)"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void shouldRefuseWhatBreaksARule(PlayerAction action, String message) {
        assertThat(outbox.offer(action)).isEqualTo(new Verdict(Reason.REASON_INVALID, message));
        assertThat(outbox.waiting()).isEmpty();
        assertThat(outbox.offer(move(1, 1, 0))).isNull();
    }

    @Test
    void shouldRefuseASequenceThatIsNotNew() {
        assertThat(outbox.offer(move(5, 1, 0))).isNull();
        assertThat(reason(outbox.offer(move(5, 1, 0)))).isEqualTo(Reason.REASON_REPLAYED);
        assertThat(reason(outbox.offer(move(4, 1, 0)))).isEqualTo(Reason.REASON_REPLAYED);
        outbox.settled(5);
        assertThat(reason(outbox.offer(move(5, 1, 0)))).isEqualTo(Reason.REASON_REPLAYED);
        assertThat(outbox.offer(move(9, 1, 0))).isNull();
    }

    @Test
    void shouldRefuseWhatAnEarlierSessionHadSentAlready() {
        assertThat(outbox.offer(move(6, 1, 0))).isNull();
        assertThat(outbox.offer(move(8, 1, 0))).isNull();

        assertThat(outbox.resume(7)).containsExactly(move(6, 1, 0));
        assertThat(outbox.waiting()).containsExactly(move(8, 1, 0));
        assertThat(reason(outbox.offer(move(7, 1, 0)))).isEqualTo(Reason.REASON_REPLAYED);
    }

    @Test
    void shouldEndAFloodWhereItComesIn() {
        int taken = 0;
        Refusals refusals = new Refusals();
        for (int second = 0; second < 5; second++) {
            for (int i = 0; i < 10_000; i++) {
                long sequence = second * 10_000L + i + 1;
                Verdict verdict = outbox.offer(move(sequence, 1, 0));
                if (verdict == null) {
                    taken++;
                    outbox.settled(sequence);
                } else {
                    refusals.add(verdict.of(sequence));
                }
            }
            assertThat(outbox.waitMs()).isBetween(1, 1_000);
            clock.advance(1_000);
        }

        assertThat(taken).isBetween(100, 5 * 40);
        assertThat(refusals.take().stream().mapToLong(Refusal::getCount).sum()).isEqualTo(50_000 - taken);
    }

    @Test
    void shouldHoldOnlySoManyThatAreNotApplied() {
        int taken = 0;
        for (int i = 1; i <= 200; i++) {
            clock.advance(1_000);
            taken += outbox.offer(move(i, 1, 0)) == null ? 1 : 0;
        }

        assertThat(taken).isEqualTo(Outbox.MOST);
        assertThat(outbox.waiting()).hasSize(Outbox.MOST);
        outbox.settled(10);
        assertThat(outbox.offer(move(201, 1, 0))).isNull();
    }

    @Test
    void shouldTellRefusalsInARowTogetherAndForgetNone() {
        Refusals refusals = new Refusals();
        Verdict rate = new Verdict(Reason.REASON_RATE, "fast");
        refusals.add(rate.of(1));
        refusals.add(rate.of(2));
        refusals.add(rate.of(3));
        refusals.add(rate.of(9));
        assertThat(refusals.take())
                .containsExactly(rate.of(3).toBuilder().setCount(3).build(), rate.of(9));
        assertThat(refusals.isEmpty()).isTrue();

        for (int i = 1; i <= 1_000; i++) {
            refusals.add(rate.of(i * 2L));
        }
        assertThat(refusals.take())
                .hasSize(Refusals.MOST)
                .satisfies(all -> assertThat(
                                all.stream().mapToLong(Refusal::getCount).sum())
                        .isEqualTo(1_000));
    }

    private static PlayerAction arguments(int count) {
        Act.Builder act = Act.newBuilder().setVerb("move");
        for (int i = 0; i < count; i++) {
            act.putArguments("a" + i, i);
        }
        return PlayerAction.newBuilder().setSequence(1).setAct(act).build();
    }

    private static Reason reason(@Nullable Verdict verdict) {
        return verdict == null ? Reason.REASON_UNSPECIFIED : verdict.reason();
    }
}
