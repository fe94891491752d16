package dev.yamabiko.service.game;

import static dev.yamabiko.service.game.Plays.move;
import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yamabiko.node.Node;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.fold.Look;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.FakeNodes;
import io.vertx.core.Future;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who runs a match, and what becomes of it when that changes. */
class GameVerticleTest extends GameFixture {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void shouldAnswerWhoRunsAMatch() throws Exception {
        JsonObject first = ask(new JsonObject().put("match_id", "m").put("rules", "arena"));
        JsonObject again = ask(new JsonObject().put("match_id", "m"));

        assertThat(first)
                .isEqualTo(
                        new JsonObject().put("node", "node-1").put("term", 1L).put("rules", "arena"));
        assertThat(again).isEqualTo(first);
        assertThat(gauge("game_matches")).isEqualTo(1);
    }

    @Test
    void shouldRefuseWhatIsNoQuestion() {
        assertThat(refusal(new JsonObject()).failureCode()).isEqualTo(GameVerticle.INVALID);
        assertThat(refusal(new JsonObject().put("match_id", "m").put("missed_term", "x"))
                        .failureCode())
                .isEqualTo(GameVerticle.INVALID);
        assertThat(refusal(new JsonObject().put("match_id", "m").put("rules", "chess")))
                .hasMessage("rules: chess (expected: one of [flat, arena])");
    }

    @Test
    void shouldSayThatItDoesNotKnowWhileTheJournalTakesNothing() throws Exception {
        journal.fail(new StreamError.JournalUnavailable("disk full"));

        assertThat(refusal(new JsonObject().put("match_id", "m")).failureCode()).isEqualTo(GameVerticle.UNAVAILABLE);
        Gamer ann = gamer("ann@5");
        ann.send(dev.yamabiko.proto.game.v1.Join.newBuilder().setMatchId("m").setPlayerId("ann@5"));
        Await.until("end of the call", PATIENCE, ann::over);
        assertThat(ann.failure()).isInstanceOf(StreamError.JournalUnavailable.class);

        journal.fail(null);
        gamer("ann@5").join("m");
    }

    @Test
    void shouldLeaveAMatchToTheNodeThatHasIt() throws Exception {
        nodes.put(FakeNodes.node("node-2", Node.State.SERVING));
        await(elsewhere().run("m", claim("node-2", -1)));

        assertThat(ask(new JsonObject().put("match_id", "m")).getString("node")).isEqualTo("node-2");
        assertThat(gauge("game_matches")).isZero();
    }

    @Test
    void shouldTakeAMatchOverWhenItsNodeIsGoneOrFrozenOrIsNotHeard() throws Exception {
        await(elsewhere().run("gone", claim("node-2", -1)));
        assertThat(ask(new JsonObject().put("match_id", "gone")).getString("node"))
                .isEqualTo("node-1");

        nodes.put(FakeNodes.node("node-3", Node.State.SILENT));
        await(elsewhere().run("frozen", claim("node-3", -1)));
        assertThat(ask(new JsonObject().put("match_id", "frozen")).getString("node"))
                .isEqualTo("node-1");

        nodes.put(FakeNodes.node("node-4", Node.State.SERVING));
        await(elsewhere().run("quiet", claim("node-4", -1)));
        JsonObject missed = ask(new JsonObject().put("match_id", "quiet").put("missed_term", 1));
        assertThat(missed.getString("node")).isEqualTo("node-1");
        assertThat(missed.getLong("term")).isEqualTo(2);
        assertThat(ask(new JsonObject().put("match_id", "quiet").put("missed_term", 1)))
                .isEqualTo(missed);
    }

    @Test
    void shouldStopWhenAnotherNodeHasTakenOverAndGoOnWhenThatDies() throws Exception {
        // Given a match with a step that is kept, and one that may not be
        Gamer ann = gamer("ann@5").join("m");
        ann.send(move(1, 1, 0));
        ann.awaitX("ann@5", 6);
        Await.until(
                "a snapshot",
                PATIENCE,
                () -> newest().getSeatsList().stream().anyMatch(seat -> seat.getApplied() == 1));

        // When another node takes over, and dies at once
        await(elsewhere().run("m", claim("node-2", 1)));
        Await.until("the first to stop", PATIENCE, () -> gauge("game_fenced") == 1);

        // Then the match goes on from there, and its players hear of it
        GameUpdate moved = ann.await("a third term", update -> update.getTerm() == 3);
        assertThat(moved.getSnapshot()).isTrue();
        assertThat(moved.getApplied()).isEqualTo(1);
        assertThat(ann.x("ann@5")).isEqualTo(6);
        ann.send(move(2, 1, 0));
        ann.awaitX("ann@5", 7);
        assertThat(gauge("game_matches")).isEqualTo(1);
    }

    @Test
    void shouldSleepWithoutPlayersAndWakeWhereItWas() throws Exception {
        // Given
        Gamer ann = gamer("ann@5").join("m");
        ann.halfClose();
        Await.until("sleep", PATIENCE, () -> newest().getNode().isEmpty());
        MatchRecord asleep = newest();
        assertThat(asleep.getSeatsList()).isEmpty();
        assertThat(gauge("game_matches")).isZero();

        // When
        GameUpdate update = gamer("bob@7").join("m").updates().get(0);

        // Then
        assertThat(update.getTick()).isGreaterThan(asleep.getTick());
        assertThat(update.getTerm()).isEqualTo(2);
    }

    @Test
    void shouldGiveUpItsMatchesWhenItIsStopped() throws Exception {
        // Given
        Gamer ann = gamer("ann@5").join("m");
        ann.send(move(1, 1, 0));
        ann.awaitX("ann@5", 6);

        // When
        vertx.undeploy(deployment).await(10, TimeUnit.SECONDS);
        assertThat(newest().getNode()).isEmpty();
        deploy();

        // Then no step is lost
        GameUpdate moved = ann.await("the next term", update -> update.getTerm() == 2);
        assertThat(moved.getApplied()).isEqualTo(1);
        ann.awaitX("ann@5", 6);
    }

    @Test
    void shouldMakeEveryTick() throws Exception {
        Gamer ann = gamer("ann@5").join("m");
        long begun = gauge("game_ticks");

        for (int i = 1; i <= 100; i++) {
            ann.send(move(i, i % 2 == 0 ? 1 : -1, 0));
            int sequence = i;
            ann.await("step " + i, update -> update.getApplied() == sequence);
        }

        assertThat(ann.updates()).extracting(GameUpdate::getTick).isSorted().doesNotHaveDuplicates();
        assertThat(gauge("game_ticks") - begun).isGreaterThanOrEqualTo(99);
    }

    private MatchRecord newest() {
        return await(elsewhere().run("m", new Look<>((claims, now) -> claims.newest())));
    }

    private static ClaimCommand claim(String node, long missedTerm) {
        return new ClaimCommand(node, "flat", 1, missedTerm, Set.of("node-1", node), true);
    }

    private JsonObject ask(JsonObject question) {
        return await(asked(question));
    }

    private ReplyException refusal(JsonObject question) {
        return catchThrowableOfType(ReplyException.class, () -> await(asked(question)));
    }

    private Future<JsonObject> asked(JsonObject question) {
        return vertx.eventBus()
                .<JsonObject>request(GameVerticle.ADDRESS, question)
                .map(reply -> reply.body());
    }
}
