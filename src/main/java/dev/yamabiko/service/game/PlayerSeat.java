package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.Seat;
import dev.yamabiko.proto.game.v1.SessionStatus;
import java.util.ArrayDeque;
import java.util.Deque;

/** A player's place in a match: whose session has it, and how far its actions have come. Used by one thread. */
final class PlayerSeat {

    /** No more can be settled between two statuses that a node has heard, so it misses none. */
    private static final int MOST_REFUSALS = Outbox.MOST;

    private final String player;
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private String session;
    private long applied;
    private long droppedAt;

    PlayerSeat(String player, String session) {
        this.player = player;
        this.session = session;
    }

    /** As it was kept. */
    static PlayerSeat of(Seat kept) {
        PlayerSeat seat = new PlayerSeat(kept.getPlayerId(), kept.getSession());
        seat.applied = kept.getApplied();
        seat.droppedAt = kept.getDroppedAt();
        return seat;
    }

    String player() {
        return player;
    }

    String session() {
        return session;
    }

    long applied() {
        return applied;
    }

    /** Another session of the same player has it now; the player's count of actions goes on. */
    void takeOver(String by) {
        session = by;
        refusals.clear();
    }

    /** An action is done. */
    void settle(long sequence) {
        applied = sequence;
    }

    /** An action is not done. */
    void refuse(Refusal refusal) {
        applied = refusal.getSequence();
        refusals.add(refusal);
        if (refusals.size() > MOST_REFUSALS) {
            refusals.remove();
        }
    }

    /** The session is there. */
    void present() {
        droppedAt = 0;
    }

    /** The session is not there. */
    void absent(long tick) {
        if (droppedAt == 0) {
            droppedAt = tick;
        }
    }

    /** True if the session has been away for longer than this. */
    boolean awayFor(long ticks, long tick) {
        return droppedAt > 0 && tick - droppedAt >= ticks;
    }

    Seat kept() {
        return Seat.newBuilder()
                .setPlayerId(player)
                .setSession(session)
                .setApplied(applied)
                .setDroppedAt(droppedAt)
                .build();
    }

    SessionStatus status(String eye) {
        return SessionStatus.newBuilder()
                .setSession(session)
                .setApplied(applied)
                .addAllRefusals(refusals)
                .setEye(eye)
                .build();
    }
}
