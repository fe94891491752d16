package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Refusals that a player has not been told of. Those of actions in a row for the same reason become one, with their
 * number; of more than {@value #MOST} the oldest are forgotten, but counted with the next. Used by one thread.
 */
final class Refusals {

    static final int MOST = 32;

    private final Deque<Refusal> waiting = new ArrayDeque<>();

    void add(Refusal refusal) {
        Refusal last = waiting.peekLast();
        if (last != null && isNext(last, refusal)) {
            waiting.removeLast();
            waiting.addLast(merged(last, refusal));
            return;
        }
        waiting.addLast(refusal);
        if (waiting.size() > MOST) {
            Refusal oldest = waiting.removeFirst();
            waiting.addFirst(merged(oldest, waiting.removeFirst()));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** All of them, which are told now. */
    List<Refusal> take() {
        List<Refusal> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    private static boolean isNext(Refusal last, Refusal refusal) {
        return last.getReason() == refusal.getReason() && refusal.getSequence() <= last.getSequence() + 1;
    }

    private static Refusal merged(Refusal before, Refusal newest) {
        return newest.toBuilder()
                .setCount(before.getCount() + newest.getCount())
                .build();
    }
}
