package dev.yamabiko.service.game;

import static dev.yamabiko.service.game.Plays.act;
import static dev.yamabiko.service.game.Plays.move;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What players may not do: each has its reason, the stream goes on, and others do not feel it. */
class HostileGameTest extends GameFixture {

    @Test
    void shouldRefuseAFloodWithoutOthersFeelingIt() throws Exception {
        // Given
        Gamer ann = gamer("ann@5").join("m");
        Gamer flood = gamer("flood@8").join("m");
        ann.awaitX("flood@8", 8);

        // When
        PlayerAction[] actions = LongStream.rangeClosed(1, 10_000)
                .mapToObj(sequence -> move(sequence, 0, 0))
                .toArray(PlayerAction[]::new);
        flood.send(actions);
        ann.send(move(1, 1, 0));

        // Then
        ann.awaitX("ann@5", 6);
        Refusal refusal = flood.awaitRefusal(Reason.REASON_RATE);
        assertThat(refusal.getRetryMs()).isBetween(1, 1_000);
        assertThat(flood.refusals()).hasSizeLessThan(50);
        assertThat(flood.refusals().stream().mapToLong(Refusal::getCount).sum()).isBetween(9_900L, 9_990L);
        assertThat(ann.refusals()).isEmpty();
        assertThat(flood.over()).isFalse();
    }

    static Stream<Arguments> hostile() {
        Join.Builder join = Join.newBuilder().setMatchId("x").setPlayerId("eve@1");
        String longId = "x".repeat(129);
        return Stream.of(
                Arguments.of(
                        "no kind",
                        PlayerAction.newBuilder().setSequence(4).build(),
                        Reason.REASON_INVALID,
                        "kind: none (expected: join, leave or act)"),
                Arguments.of(
                        "a second join",
                        PlayerAction.newBuilder().setJoin(join).build(),
                        Reason.REASON_ALREADY_JOINED,
                        "match: x (expected: leave first)"),
                Arguments.of(
                        "somebody else's piece",
                        act(1, "move", "ann@5", 1, 0),
                        Reason.REASON_NOT_YOURS,
                        "entity: ann@5"),
                Arguments.of("speed", move(1, 1_000_000, 0), Reason.REASON_SPEED, "dx: 1000000"),
                Arguments.of("no sequence", move(0, 1, 0), Reason.REASON_INVALID, "sequence: 0 (expected: 1 to 2^53)"),
                Arguments.of(
                        "a negative sequence",
                        move(Long.MIN_VALUE, 1, 0),
                        Reason.REASON_INVALID,
                        "sequence: -9223372036854775808 (expected: 1 to 2^53)"),
                Arguments.of(
                        "a long verb",
                        act(1, longId, "", 1, 0),
                        Reason.REASON_INVALID,
                        "verb: 129 bytes (expected: at most 32)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void shouldRefuseWhatIsHostileAndGoOn(String what, PlayerAction action, Reason reason, String message)
            throws Exception {
        Gamer ann = gamer("ann@5").join("m");
        Gamer eve = gamer("eve@7").join("m");
        ann.awaitX("eve@7", 7);

        eve.send(action);
        assertThat(eve.awaitRefusal(reason).getMessage()).isEqualTo(message);
        eve.send(move(2, 1, 0));

        ann.awaitX("eve@7", 8);
        assertThat(ann.x("ann@5")).isEqualTo(5);
        assertThat(ann.refusals()).isEmpty();
    }

    static Stream<Arguments> hostileJoins() {
        Join.Builder join = Join.newBuilder().setMatchId("m").setPlayerId("eve@1");
        String rule = " bytes (expected: 1 to 128, no control character)";
        return Stream.of(
                Arguments.of(join.clone().clearMatchId(), Reason.REASON_INVALID, "match_id: 0" + rule),
                Arguments.of(join.clone().setMatchId("x".repeat(129)), Reason.REASON_INVALID, "match_id: 129" + rule),
                Arguments.of(join.clone().setPlayerId("a\nb"), Reason.REASON_INVALID, "player_id: 3" + rule),
                Arguments.of(
                        join.clone().setHeartbeatSeconds(-1),
                        Reason.REASON_INVALID,
                        "heartbeat_seconds: -1 (expected: 0 to 3600)"),
                Arguments.of(
                        join.clone().setRules("chess"),
                        Reason.REASON_UNKNOWN_RULES,
                        "rules: unknown (expected: one of [flat, arena])"),
                Arguments.of(
                        join.clone().setRules("arena"), Reason.REASON_OTHER_RULES, "rules: arena (expected: flat)"));
    }

    @ParameterizedTest
    @MethodSource("hostileJoins")
    void shouldRefuseAJoinThatBreaksARule(Join.Builder join, Reason reason, String message) throws Exception {
        gamer("ann@5").join("m");
        Gamer eve = gamer("eve@1");
        eve.send(move(1, 1, 0));
        eve.awaitRefusal(Reason.REASON_NOT_JOINED);

        eve.send(join);
        assertThat(eve.awaitRefusal(reason).getMessage()).isEqualTo(message);

        eve.join("m");
        assertThat(eve.x("eve@1")).isEqualTo(1);
    }

    @Test
    void shouldRefuseOneMoreThanThereAreSeatsAndMatches() throws Exception {
        for (int i = 0; i < 4; i++) {
            gamer("player@" + i).join("m");
        }
        Gamer fifth = gamer("fifth@9");
        fifth.send(Join.newBuilder().setMatchId("m").setPlayerId("fifth@9"));
        fifth.awaitRefusal(Reason.REASON_MATCH_FULL);
        fifth.join("n");
        gamer("other@1").join("o");

        Gamer last = gamer("last@1");
        last.send(Join.newBuilder().setMatchId("p").setPlayerId("last@1"));

        assertThat(last.awaitRefusal(Reason.REASON_NODE_FULL).getMessage())
                .isEqualTo("match: one too many for this node (expected: another node)");
    }

    @Test
    void shouldEndTheCallOfWhoMayNotPlayAndOfWhoSendsNoMessages() throws Exception {
        permissions = (caller, action, what) -> !what.equals("matches/secret");
        Gamer eve = gamer("eve@1");
        eve.send(Join.newBuilder().setMatchId("secret").setPlayerId("eve@1"));
        Await.until("end of the call", Duration.ofSeconds(20), eve::over);
        assertThat(eve.failure()).isInstanceOf(ServiceError.Denied.class);

        byte[] noMessage = {1, 2, 3};
        byte[] noUtf8 = {0x12, 3, 0x0A, 1, (byte) 0xFF};
        for (byte[] bytes : List.of(noMessage, noUtf8)) {
            Gamer garbled = gamer("bob@1");
            garbled.send(bytes);
            Await.until("end of the call", Duration.ofSeconds(20), garbled::over);
            assertThat(garbled.failure()).isInstanceOf(ServiceError.MalformedMessage.class);
        }
    }
}
