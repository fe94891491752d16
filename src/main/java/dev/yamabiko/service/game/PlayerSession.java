package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Join;
import dev.yamabiko.proto.game.v1.Joined;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.SessionStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A player in a match, from a join to its end: what the player wants, and what has been shown. On one event loop. */
final class PlayerSession {

    private final String id;
    private final Join join;
    private final Outbox outbox;
    private final Refusals refusals;
    private @Nullable Rules rules;
    private @Nullable Sight sight;
    private long applied;
    private long toldApplied = -1;
    private long toldRefusal;
    private boolean leaves;
    private boolean over;

    /** {@code refusals}: where those go that the client is to be told. */
    PlayerSession(String id, Join join, Outbox outbox, Refusals refusals) {
        this.id = id;
        this.join = join;
        this.outbox = outbox;
        this.refusals = refusals;
    }

    String id() {
        return id;
    }

    /** The match is played by these rules. */
    void playBy(Rules those) {
        rules = those;
    }

    /** The player wants to do something. */
    void act(PlayerAction action) {
        Verdict refused = outbox.offer(action);
        if (refused != null) {
            refuse(action, refused);
        }
    }

    /** The player wants to get up. */
    void leave() {
        leaves = true;
    }

    boolean leaves() {
        return leaves;
    }

    /** The stream is over. */
    void over() {
        over = true;
    }

    /**
     * What the match is to hear: no action before it has said how far the player's actions have come, so that those of
     * an earlier session are told from those that it has just applied.
     */
    PlayerInput input(long beat) {
        return PlayerInput.newBuilder()
                .setSession(id)
                .setPlayerId(join.getPlayerId())
                .addAllActions(sight == null ? List.of() : outbox.waiting())
                .setLeaves(leaves && sight != null)
                .setOver(over)
                .setBeat(beat)
                .build();
    }

    private void hear(SessionStatus status) {
        if (sight == null) {
            sight = new Sight(rules().sight(), status.getEye());
            Verdict replayed = new Verdict(
                    Refusal.Reason.REASON_REPLAYED,
                    "sequence: not new (expected: more than " + status.getApplied() + ")");
            outbox.resume(status.getApplied()).forEach(action -> refuse(action, replayed));
        }
        applied = status.getApplied();
        outbox.settled(applied);
        for (Refusal refusal : status.getRefusalsList()) {
            if (refusal.getSequence() > toldRefusal) {
                toldRefusal = refusal.getSequence();
                refusals.add(refusal);
            }
        }
    }

    /**
     * What is news to the player; null: nothing is. A match that has moved shows nothing before it has said how far
     * this player's actions have come in it.
     */
    @Nullable
    GameUpdate update(Replica replica, long skipped) {
        GameUpdate.Builder update = GameUpdate.newBuilder();
        SessionStatus status = replica.session(id);
        boolean news = status != null && look(replica, status, update);
        if (!news && refusals.isEmpty()) {
            return null;
        }
        return stamped(update.addAllRefusals(refusals.take()), replica)
                .setSkipped(skipped)
                .build();
    }

    private boolean look(Replica replica, SessionStatus status, GameUpdate.Builder update) {
        hear(status);
        Sight seen = Objects.requireNonNull(sight);
        boolean first = !seen.opened();
        boolean news = seen.look(replica, update);
        if (news && first) {
            update.setJoined(joined(status));
        }
        boolean settled = seen.opened() && applied != toldApplied;
        toldApplied = seen.opened() ? applied : toldApplied;
        return news || settled;
    }

    /** A sign of life. */
    GameUpdate heartbeat(Replica replica) {
        return stamped(GameUpdate.newBuilder(), replica).setHeartbeat(true).build();
    }

    private void refuse(PlayerAction action, Verdict verdict) {
        Refusal refusal = verdict.of(action.getSequence());
        boolean later = verdict.reason() == Refusal.Reason.REASON_RATE;
        refusals.add(later ? refusal.toBuilder().setRetryMs(outbox.waitMs()).build() : refusal);
    }

    private GameUpdate.Builder stamped(GameUpdate.Builder update, Replica replica) {
        return update.setTick(replica.head().getTick())
                .setTime(replica.head().getTime())
                .setTerm(replica.term())
                .setApplied(applied);
    }

    private Joined joined(SessionStatus status) {
        return Joined.newBuilder()
                .setMatchId(join.getMatchId())
                .setPlayerId(join.getPlayerId())
                .setRules(rules().name())
                .setTicksPerSecond(rules().ticksPerSecond())
                .setSight(rules().sight())
                .setEye(status.getEye())
                .build();
    }

    private Rules rules() {
        return Objects.requireNonNull(rules);
    }
}
