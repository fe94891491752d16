package dev.yamabiko.service.game;

import static dev.yamabiko.service.game.Plays.move;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.Joined;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Players of a node, from their actions to what they are shown. */
class GameServiceTest extends GameFixture {

    @Test
    void shouldShowASnapshotFirstAndThenWhatChangesNearby() throws Exception {
        // Given
        Gamer ann = gamer("ann@5").join("m");
        Gamer bob = gamer("bob@7").join("m");
        GameUpdate first = bob.updates().get(0);
        assertThat(first.getSnapshot()).isTrue();
        assertThat(first.getTerm()).isEqualTo(1);
        assertThat(first.getJoined())
                .isEqualTo(Joined.newBuilder()
                        .setMatchId("m")
                        .setPlayerId("bob@7")
                        .setRules("flat")
                        .setTicksPerSecond(50)
                        .setSight(10)
                        .setEye("bob@7")
                        .build());
        bob.awaitX("ann@5", 5);

        // When
        ann.send(move(1, 1, 0), move(2, 1, 0), move(3, 1, 0));

        // Then
        bob.awaitX("ann@5", 8);
        GameUpdate done = ann.await("all three", update -> update.getApplied() == 3);
        assertThat(done.getEntitiesList()).hasSize(1);
        assertThat(ann.updates()).extracting(GameUpdate::getApplied).isSorted();
        assertThat(bob.updates().stream().filter(GameUpdate::getSnapshot)).hasSize(1);
        assertThat(bob.updates()).extracting(GameUpdate::getApplied).containsOnly(0L);
    }

    @Test
    void shouldSpendNothingOnWhatIsFarAway() throws Exception {
        // Given
        Gamer far = gamer("far@100").join("m");
        Gamer ann = gamer("ann@5").join("m");
        far.forget();

        // When
        for (int i = 1; i <= 30; i++) {
            int sequence = i;
            ann.send(move(sequence, 1, 0));
            ann.await("step " + i, update -> update.getApplied() == sequence);
        }

        // Then
        assertThat(far.updates()).isEmpty();
    }

    @Test
    void shouldKeepThePlaceOfWhoseStreamBreaks() throws Exception {
        // Given
        Gamer ann = gamer("ann@5").join("m");
        ann.send(move(1, 1, 0), move(7, 1, 0));
        ann.await("two steps", update -> update.getApplied() == 7);
        Gamer bob = gamer("bob@7").join("m");
        bob.awaitX("ann@5", 7);

        // When
        ann.disconnect();
        Gamer again = gamer("ann@5");
        again.send(Join.newBuilder().setMatchId("m").setPlayerId("ann@5"));
        again.send(move(7, 1, 0), move(8, 1, 0));

        // Then
        again.awaitX("ann@5", 8);
        Refusal replayed = again.awaitRefusal(Reason.REASON_REPLAYED);
        assertThat(replayed.getSequence()).isEqualTo(7);
        assertThat(replayed.getMessage()).isEqualTo("sequence: not new (expected: more than 7)");
        assertThat(bob.updates().stream().flatMap(update -> update.getGoneList().stream()))
                .isEmpty();
    }

    @Test
    void shouldRemoveWhoDoesNotComeBack() throws Exception {
        Gamer ann = gamer("ann@5").join("m");
        Gamer bob = gamer("bob@7").join("m");
        bob.awaitX("ann@5", 5);

        ann.disconnect();

        bob.awaitX("ann@5", -1);
        assertThat(bob.updates().stream().filter(update -> update.getGoneList().contains("ann@5")))
                .hasSize(1);
    }

    @Test
    void shouldLeaveWhereTheClientHalfCloses() throws Exception {
        Gamer ann = gamer("ann@5").join("m");
        Gamer bob = gamer("bob@7").join("m");
        bob.awaitX("ann@5", 5);

        ann.send(move(1, 1, 0));
        ann.halfClose();

        Await.until("end of the call", Duration.ofSeconds(20), ann::over);
        assertThat(ann.failure()).isNull();
        assertThat(ann.updates().get(ann.updates().size() - 1).getLeft()).isTrue();
        bob.awaitX("ann@5", -1);
    }

    @Test
    void shouldPlayAnotherMatchAfterLeavingOne() throws Exception {
        Gamer ann = gamer("ann@5").join("m");
        ann.leave();
        ann.await("to have left", GameUpdate::getLeft);
        ann.forget();

        ann.join("n");

        assertThat(ann.updates().get(0).getJoined().getMatchId()).isEqualTo("n");
    }

    @Test
    void shouldEndTheStreamOfAPlayerWhoJoinsOnAnother() throws Exception {
        Gamer phone = gamer("ann@5").join("m");
        Gamer laptop = gamer("ann@5").join("m");

        Await.until("end of the first", Duration.ofSeconds(20), phone::over);
        assertThat(phone.awaitRefusal(Reason.REASON_TAKEN_OVER).getMessage())
                .isEqualTo("player: plays on another stream (expected: one at a time)");
        laptop.send(move(1, 1, 0));
        laptop.awaitX("ann@5", 6);
        assertThat(laptop.over()).isFalse();
    }

    @Test
    void shouldShowTheNewestToWhoReadsSlowly() throws Exception {
        // Given
        Gamer slow = gamer("slow@7").join("m");
        Gamer ann = gamer("ann@5").join("m");
        slow.awaitX("ann@5", 5);
        slow.forget();
        slow.stopReading();

        // When
        for (int i = 1; i <= 8; i++) {
            int sequence = i;
            ann.send(move(sequence, 1, 0));
            ann.await("step " + i, update -> update.getApplied() == sequence);
        }
        assertThat(slow.updates()).isEmpty();
        slow.readAgain();

        // Then
        slow.awaitX("ann@5", 13);
        assertThat(slow.updates()).hasSize(1);
        assertThat(slow.updates().get(0).getSkipped()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void shouldSayThatItIsThereWhereNothingHappens() throws Exception {
        Gamer ann = gamer("ann@5");
        ann.send(Join.newBuilder().setMatchId("m").setPlayerId("ann@5").setHeartbeatSeconds(1));

        GameUpdate heartbeat = ann.await("a heartbeat", GameUpdate::getHeartbeat);

        assertThat(heartbeat.getTick()).isGreaterThan(20);
        assertThat(List.copyOf(ann.updates()).stream().filter(update -> !update.getHeartbeat()))
                .hasSize(1);
    }
}
