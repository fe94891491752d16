package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.service.game.arena.Arena;
import java.util.List;

/** Short words for what players do. */
final class Plays {

    /** Short times: a player keeps the seat for 2 seconds, 40 ticks. */
    static final MatchSettings SETTINGS = new MatchSettings(2_000, 1_000, 1_000, 500, 500);

    private Plays() {}

    /** A match before its first tick. */
    static Match match(long seed) {
        return new Match(
                new Arena(), SETTINGS, MatchRecord.newBuilder().setSeed(seed).build());
    }

    /** A match that goes on from a snapshot of another one. */
    static Match resumed(Match match) {
        return new Match(new Arena(), SETTINGS, match.snapshot());
    }

    static PlayerAction move(long sequence, long dx, long dy) {
        return act(sequence, "move", "", dx, dy);
    }

    static PlayerAction act(long sequence, String verb, String entity, long dx, long dy) {
        return PlayerAction.newBuilder()
                .setSequence(sequence)
                .setAct(Act.newBuilder()
                        .setVerb(verb)
                        .setEntity(entity)
                        .putArguments("dx", dx)
                        .putArguments("dy", dy))
                .build();
    }

    static PlayerInput.Builder input(String player, String session, PlayerAction... actions) {
        return PlayerInput.newBuilder().setPlayerId(player).setSession(session).addAllActions(List.of(actions));
    }
}
