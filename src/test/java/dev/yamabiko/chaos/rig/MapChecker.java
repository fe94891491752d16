package dev.yamabiko.chaos.rig;

import dev.yamabiko.chaos.rig.MapOperation.KeyState;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a history of one key is linearizable: whether its operations can be put into one order, each between its
 * beginning and its end, in which every client was told what the operations before it had made of the key. The search
 * of Wing and Gong with the memory of Lowe ("Testing for linearizability", 2016). For one history.
 */
public final class MapChecker {

    private final List<MapOperation> operations;
    private final BitSet placed = new BitSet();
    private final Set<Place> seen = new HashSet<>();
    private final Deque<Step> steps = new ArrayDeque<>();
    private KeyState key = KeyState.ABSENT;
    private int open;

    private record Place(BitSet placed, KeyState key) {}

    private record Step(int operation, KeyState before) {}

    /** Of operations in any order, on a key that was not there. */
    public MapChecker(List<MapOperation> history) {
        this.operations = history.stream()
                .sorted(Comparator.comparingLong(MapOperation::invoked))
                .toList();
        this.open = (int) operations.stream().filter(MapChecker::ended).count();
    }

    /** True if there is such an order. */
    public boolean linearizable() {
        int from = 0;
        while (open > 0) {
            int next = next(from);
            if (next >= 0) {
                from = 0;
            } else if (steps.isEmpty()) {
                return false;
            } else {
                from = takeBack() + 1;
            }
        }
        return true;
    }

    /** Places the first operation from one on that can come next, and was not tried like this; -1: none can. */
    private int next(int from) {
        long limit = earliestEnd();
        for (int i = Math.max(from, placed.nextClearBit(0)); i < operations.size(); i++) {
            MapOperation operation = operations.get(i);
            if (operation.invoked() > limit) {
                return -1;
            }
            KeyState after = placed.get(i) ? null : operation.after(key, i);
            if (after != null && place(i, after)) {
                return i;
            }
        }
        return -1;
    }

    private boolean place(int operation, KeyState after) {
        placed.set(operation);
        if (!seen.add(new Place((BitSet) placed.clone(), after))) {
            placed.clear(operation);
            return false;
        }
        steps.push(new Step(operation, key));
        key = after;
        open -= ended(operations.get(operation)) ? 1 : 0;
        return true;
    }

    private int takeBack() {
        Step last = steps.pop();
        placed.clear(last.operation());
        key = last.before();
        open += ended(operations.get(last.operation())) ? 1 : 0;
        return last.operation();
    }

    private long earliestEnd() {
        long earliest = Long.MAX_VALUE;
        for (int i = placed.nextClearBit(0); i < operations.size(); i = placed.nextClearBit(i + 1)) {
            MapOperation operation = operations.get(i);
            if (operation.invoked() > earliest) {
                break;
            }
            earliest = ended(operation) ? Math.min(earliest, operation.returned()) : earliest;
        }
        return earliest;
    }

    private static boolean ended(MapOperation operation) {
        return operation.told() != null;
    }
}
