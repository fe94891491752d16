package dev.yamabiko.service.game;

import com.google.protobuf.UnsafeByteOperations;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.PlayerInput;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.SessionStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A match: a state machine that changes by its ticks alone, each of them decided by what sessions have said before it.
 * The same inputs make the same match, whether it ran through or was resumed from a snapshot. Without I/O; used by one
 * thread.
 */
final class Match {

    /** Sessions that have ended and might still be heard. Of more than these, those first to end may come back. */
    private static final int MOST_ENDED = 256;

    /** Steps the chance from tick to tick (the odd number next to 2^64 divided by the golden ratio). */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Rules rules;
    private final MatchSettings settings;
    private final long seed;
    private final World world;
    private final Map<String, PlayerSeat> seats = new TreeMap<>();
    private final Map<String, Heard> inputs = new TreeMap<>();
    private final Map<String, SessionStatus> ended = new LinkedHashMap<>();
    private long tick;
    private long emptySince;

    /** What a session said last, and when it was heard to be alive. */
    private record Heard(PlayerInput input, long tick) {}

    /** As a record says: resumed, or before its first tick. */
    Match(Rules rules, MatchSettings settings, MatchRecord from) {
        this.rules = rules;
        this.settings = settings;
        this.seed = from.getSeed();
        this.tick = from.getTick();
        this.world = tick == 0
                ? rules.begin(seed)
                : rules.resume(seed, from.getWorld().toByteArray());
        from.getSeatsList().forEach(seat -> seats.put(seat.getPlayerId(), PlayerSeat.of(seat)));
        from.getEndedList().forEach(session -> end(session, Refusal.Reason.REASON_AWAY));
        this.emptySince = tick;
    }

    /** Ticks done. */
    long tick() {
        return tick;
    }

    /** Players with a seat. */
    int players() {
        return seats.size();
    }

    /** Whatever there is. */
    Collection<Entity> entities() {
        return world.entities();
    }

    /** How it stands with each session that plays, and with those that have ended lately. */
    List<SessionStatus> sessions() {
        List<SessionStatus> all = new ArrayList<>(seats.size() + ended.size());
        seats.values().forEach(seat -> all.add(seat.status(world.eye(seat.player()))));
        all.addAll(ended.values());
        return all;
    }

    /** True if nobody has had a seat for a while. */
    boolean tired() {
        return seats.isEmpty() && tick - emptySince >= MatchSettings.ticks(settings.sleepMs(), rules);
    }

    /** A session has said something; what counts at the next tick is what it said last. */
    void hear(PlayerInput input) {
        Heard before = inputs.get(input.getSession());
        long heardAt = before != null && before.input().getBeat() == input.getBeat() ? before.tick() : tick;
        inputs.put(input.getSession(), new Heard(input, heardAt));
    }

    /** The next tick. */
    void advance() {
        tick++;
        RandomGenerator random = new SplittableRandom(seed + tick * GOLDEN);
        inputs.values().removeIf(heard -> isSilent(heard) && !isSeated(heard.input()));
        inputs.values().forEach(heard -> admit(heard.input(), random));
        for (PlayerSeat seat : inTurn()) {
            play(seat);
        }
        world.advance(tick, random);
        emptySince = seats.isEmpty() ? emptySince : tick;
    }

    /** All of it, but for the node that runs it. */
    MatchRecord snapshot() {
        MatchRecord.Builder record = MatchRecord.newBuilder()
                .setRules(rules.name())
                .setSeed(seed)
                .setTick(tick)
                .setWorld(UnsafeByteOperations.unsafeWrap(world.encode()))
                .addAllEnded(ended.keySet());
        seats.values().forEach(seat -> record.addSeats(seat.kept()));
        return record.build();
    }

    /** Gives a session the seat of its player, who may have had another one before. */
    private void admit(PlayerInput input, RandomGenerator random) {
        String session = input.getSession();
        PlayerSeat seat = seats.get(input.getPlayerId());
        if (input.getOver() || ended.containsKey(session)) {
            return;
        }
        if (seat == null && seats.size() >= rules.seats()) {
            end(session, Refusal.Reason.REASON_MATCH_FULL);
        } else if (seat == null) {
            seats.put(input.getPlayerId(), new PlayerSeat(input.getPlayerId(), session));
            world.join(input.getPlayerId(), random);
        } else if (!seat.session().equals(session)) {
            end(seat.session(), Refusal.Reason.REASON_TAKEN_OVER);
            seat.takeOver(session);
        }
    }

    /** Another player begins in each tick, so that nobody is always first to where two want to go. */
    private List<PlayerSeat> inTurn() {
        List<PlayerSeat> order = new ArrayList<>(seats.values());
        if (!order.isEmpty()) {
            Collections.rotate(order, (int) -(tick % order.size()));
        }
        return order;
    }

    private void play(PlayerSeat seat) {
        Heard heard = inputs.get(seat.session());
        boolean there = heard != null && !heard.input().getOver() && !isSilent(heard);
        if (there) {
            seat.present();
        } else {
            seat.absent(tick);
        }
        boolean done = heard == null || act(seat, heard.input().getActionsList());
        if (heard != null && done && heard.input().getLeaves()) {
            getUp(seat);
        } else if (seat.awayFor(MatchSettings.ticks(settings.graceMs(), rules), tick)) {
            getUp(seat);
        }
    }

    /** Does as many as may be done in one tick; true if none is left. */
    private boolean act(PlayerSeat seat, List<PlayerAction> actions) {
        int turns = rules.actionsPerTick();
        for (PlayerAction action : actions) {
            if (action.getSequence() <= seat.applied()) {
                continue;
            }
            if (turns-- == 0) {
                return false;
            }
            Verdict verdict = world.act(seat.player(), action.getAct());
            if (verdict == null) {
                seat.settle(action.getSequence());
            } else {
                seat.refuse(verdict.of(action.getSequence()));
            }
        }
        return true;
    }

    private void getUp(PlayerSeat seat) {
        seats.remove(seat.player());
        world.leave(seat.player());
        end(seat.session(), Refusal.Reason.REASON_AWAY);
    }

    private void end(String session, Refusal.Reason why) {
        ended.put(
                session,
                SessionStatus.newBuilder().setSession(session).setEnded(why).build());
        if (ended.size() > MOST_ENDED) {
            ended.remove(ended.keySet().iterator().next());
        }
    }

    private boolean isSilent(@Nullable Heard heard) {
        return heard == null || tick - heard.tick() > MatchSettings.ticks(settings.silentMs(), rules);
    }

    private boolean isSeated(PlayerInput input) {
        PlayerSeat seat = seats.get(input.getPlayerId());
        return seat != null && seat.session().equals(input.getSession());
    }
}
