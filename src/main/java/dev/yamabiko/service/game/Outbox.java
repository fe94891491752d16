package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.PlayerAction;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Actions of one session on their way into the match: those that the match has not applied, as far as is known here.
 * Refuses what need not go there to be refused, so that a flood ends where it comes in. Used by one thread.
 */
final class Outbox {

    /** Actions that may be on their way: more than a second's worth of most rules. */
    static final int MOST = 32;

    private static final long MAX_SEQUENCE = 1L << 53;
    private static final int MAX_NAME = 32;
    private static final int MAX_ENTITY = 256;
    private static final int MAX_ARGUMENTS = 8;

    private final TurnRate rate;
    private final Deque<PlayerAction> waiting = new ArrayDeque<>();
    private long last;

    Outbox(TurnRate rate) {
        this.rate = rate;
    }

    /** Takes an action; why it does not is the answer. */
    @Nullable
    Verdict offer(PlayerAction action) {
        if (!rate.take()) {
            return new Verdict(Reason.REASON_RATE, "actions: too fast (expected: games.actions-per-second)");
        }
        String broken = broken(action);
        if (broken != null) {
            return new Verdict(Reason.REASON_INVALID, broken);
        }
        if (action.getSequence() <= last) {
            return new Verdict(Reason.REASON_REPLAYED, "sequence: not new (expected: more than " + last + ")");
        }
        if (waiting.size() >= MOST) {
            return new Verdict(Reason.REASON_RATE, "actions: not applied yet (expected: at most " + MOST + ")");
        }
        last = action.getSequence();
        waiting.add(action);
        return null;
    }

    /** Milliseconds until the next action may come. */
    int waitMs() {
        return rate.waitMs();
    }

    /** The match has applied, or refused, all up to this one. */
    void settled(long applied) {
        while (!waiting.isEmpty() && waiting.getFirst().getSequence() <= applied) {
            waiting.removeFirst();
        }
    }

    /** An earlier session of the player had come this far: what is not after it has been there before. */
    List<PlayerAction> resume(long applied) {
        List<PlayerAction> replayed = new ArrayList<>(waiting);
        settled(applied);
        replayed.removeAll(waiting);
        last = Math.max(last, applied);
        return replayed;
    }

    /** Not applied yet, in order. */
    List<PlayerAction> waiting() {
        return List.copyOf(waiting);
    }

    private static @Nullable String broken(PlayerAction action) {
        Act act = action.getAct();
        if (action.getSequence() < 1 || action.getSequence() > MAX_SEQUENCE) {
            return "sequence: " + action.getSequence() + " (expected: 1 to 2^53)";
        }
        if (bytes(act.getVerb()) > MAX_NAME) {
            return "verb: " + bytes(act.getVerb()) + " bytes (expected: at most " + MAX_NAME + ")";
        }
        if (bytes(act.getEntity()) > MAX_ENTITY) {
            return "entity: " + bytes(act.getEntity()) + " bytes (expected: at most " + MAX_ENTITY + ")";
        }
        if (act.getArgumentsCount() > MAX_ARGUMENTS) {
            return "arguments: " + act.getArgumentsCount() + " (expected: at most " + MAX_ARGUMENTS + ")";
        }
        Map<String, Long> arguments = act.getArgumentsMap();
        return arguments.keySet().stream().allMatch(name -> bytes(name) <= MAX_NAME)
                ? null
                : "arguments: a long name (expected: at most " + MAX_NAME + " bytes)";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
