package dev.yamabiko.service.game;

import static dev.yamabiko.service.game.Plays.input;
import static dev.yamabiko.service.game.Plays.match;
import static dev.yamabiko.service.game.Plays.move;
import static dev.yamabiko.service.game.Plays.resumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.proto.game.v1.SessionStatus;
import dev.yamabiko.service.game.arena.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of seats and actions, tick by tick. */
@Timeout(60)
class MatchTest {

    private final Match match = match(5);
    private long beat;

    @Test
    void shouldGiveASeatAndDoOneActionInATick() {
        hear(input("ann", "a1", move(1, 1, 0), move(2, -1, 0), move(3, 1, 0)));

        match.advance();
        assertThat(status("a1").getApplied()).isEqualTo(1);
        assertThat(status("a1").getEye()).isEqualTo("runner/ann");
        match.advance();
        match.advance();
        assertThat(status("a1").getApplied()).isEqualTo(3);
        assertThat(match.players()).isEqualTo(1);
    }

    @Test
    void shouldDoNothingTwiceHoweverOftenItIsHeard() {
        // Given
        hear(input("ann", "a1", move(1, 1, 0)));
        match.advance();
        Entity there = runner("ann");

        // When
        hear(input("ann", "a1", move(1, 1, 0)));
        match.advance();
        hear(input("ann", "a1", move(1, 1, 0)));
        match.advance();

        // Then
        assertThat(runner("ann")).isSameAs(there);
        assertThat(status("a1").getApplied()).isEqualTo(1);
    }

    @Test
    void shouldSayWhyAnActionIsNotDone() {
        hear(input("bob", "b1"));
        hear(input("ann", "a1", move(4, 9, 0), Plays.act(5, "move", "runner/bob", 1, 0), move(6, 0, 0)));
        Entity bob = runner("bob", 1);
        advance(3);

        assertThat(status("a1").getApplied()).isEqualTo(6);
        assertThat(status("a1").getRefusalsList())
                .extracting(Refusal::getSequence, Refusal::getReason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(4L, Reason.REASON_SPEED),
                        org.assertj.core.groups.Tuple.tuple(5L, Reason.REASON_NOT_YOURS),
                        org.assertj.core.groups.Tuple.tuple(6L, Reason.REASON_SPEED));
        assertThat(runner("bob")).isSameAs(bob);
    }

    @Test
    void shouldKeepTheSeatOfWhoDropsForAWhile() {
        // Given a session that falls silent
        hear(input("ann", "a1", move(7, 1, 0)));
        advance(1);
        Entity left = runner("ann");
        hear(input("ann", "a1", move(7, 1, 0)).setOver(true));
        advance(39);

        // When another one comes back in time
        hear(input("ann", "a2"));
        advance(60);

        // Then
        assertThat(runner("ann")).isSameAs(left);
        assertThat(status("a2").getApplied()).isEqualTo(7);
        assertThat(status("a1").getEnded()).isEqualTo(Reason.REASON_TAKEN_OVER);
    }

    @Test
    void shouldRemoveWhoIsAwayForTooLong() {
        hear(input("ann", "a1"));
        advance(1);
        advance(20 + 40 + 2);

        assertThat(match.players()).isZero();
        assertThat(match.entities()).noneMatch(entity -> entity.getOwner().equals("ann"));
        assertThat(status("a1").getEnded()).isEqualTo(Reason.REASON_AWAY);
        assertThat(match.tired()).isFalse();
        advance(20);
        assertThat(match.tired()).isTrue();
    }

    @Test
    void shouldLeaveOnceAllActionsAreDone() {
        hear(input("ann", "a1", move(1, 1, 0), move(2, 1, 0)).setLeaves(true));
        advance(1);
        assertThat(match.players()).isEqualTo(1);
        advance(1);

        assertThat(match.players()).isZero();
        assertThat(status("a1").getEnded()).isEqualTo(Reason.REASON_AWAY);
    }

    @Test
    void shouldNotLetASessionBackThatHasEnded() {
        // Given
        hear(input("ann", "a1"));
        advance(1);
        hear(input("ann", "a2"));
        advance(1);

        // When the first one is still heard
        hear(input("ann", "a1", move(1, 1, 0)));
        advance(1);

        // Then, and after a restart, too
        assertThat(status("a2").getEnded()).isEqualTo(Reason.REASON_UNSPECIFIED);
        Match again = resumed(match);
        again.hear(input("ann", "a1", move(1, 1, 0)).build());
        again.hear(input("ann", "a2").build());
        again.advance();
        assertThat(again.sessions())
                .filteredOn(status -> status.getEnded() == Reason.REASON_UNSPECIFIED)
                .extracting(SessionStatus::getSession)
                .containsExactly("a2");
    }

    @Test
    void shouldRefuseOneMoreThanThereAreSeats() {
        int seats = new Arena().seats();
        for (int i = 0; i <= seats; i++) {
            hear(input("player-" + i, "session-" + i));
        }
        advance(1);

        assertThat(match.players()).isEqualTo(seats);
        assertThat(match.sessions())
                .filteredOn(status -> status.getEnded() == Reason.REASON_MATCH_FULL)
                .hasSize(1);
    }

    @Test
    void shouldGoOnFromASnapshotAsIfNothingHadHappened() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Match through = match(seed);
            Match moved = match(seed);
            List<PlayerInput> newest = new ArrayList<>();
            for (int tick = 1; tick <= 200; tick++) {
                newest = inputs(random, tick);
                newest.forEach(through::hear);
                newest.forEach(moved::hear);
                through.advance();
                moved.advance();
                if (random.nextInt(20) == 0) {
                    moved = resumed(moved);
                    newest.forEach(moved::hear);
                }
            }
            MatchRecord expected = through.snapshot();
            assertThat(moved.snapshot()).as("seed " + seed).isEqualTo(expected);
            assertThat(moved.entities()).containsExactlyElementsOf(through.entities());
        }
    }

    /** Each of five says something in each tick, right or wrong. */
    private static List<PlayerInput> inputs(SplittableRandom random, int tick) {
        List<PlayerInput> inputs = new ArrayList<>();
        for (int player = 0; player < 5; player++) {
            inputs.add(input(
                            "player-" + player,
                            "session-" + player,
                            move(tick, random.nextInt(-1, 2), random.nextInt(-1, 2)),
                            move(tick + 1, random.nextInt(-1, 2), 0))
                    .setBeat(tick)
                    .build());
        }
        return inputs;
    }

    private void hear(PlayerInput.Builder input) {
        match.hear(input.setBeat(++beat).build());
    }

    private void advance(int ticks) {
        for (int i = 0; i < ticks; i++) {
            match.advance();
        }
    }

    private SessionStatus status(String session) {
        return match.sessions().stream()
                .filter(status -> status.getSession().equals(session))
                .findFirst()
                .orElseThrow();
    }

    private Entity runner(String player, int afterTicks) {
        advance(afterTicks);
        return runner(player);
    }

    private Entity runner(String player) {
        return match.entities().stream()
                .filter(entity -> entity.getOwner().equals(player))
                .findFirst()
                .orElseThrow();
    }
}
