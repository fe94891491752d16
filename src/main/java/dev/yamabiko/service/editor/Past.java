package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The newest revisions of a document, without a gap, as many as later edits may have to do with. Used by one thread.
 */
final class Past {

    /** However many they are, they leave when they weigh more. */
    private static final int MOST_WEIGHT = 4 << 20;

    private final int most;
    private final Deque<Revision> revisions;
    private int weight;

    /** None yet; {@code most}: so many are remembered. */
    Past(int most) {
        this(most, new ArrayDeque<>(), 0);
    }

    private Past(int most, Deque<Revision> revisions, int weight) {
        this.most = most;
        this.revisions = revisions;
        this.weight = weight;
    }

    /**
     * What came before, and with, a revision.
     *
     * @param length of the text at that revision
     */
    static Past before(long revision, int length, List<Change> changes, int most) {
        Deque<Revision> known = new ArrayDeque<>();
        int after = length;
        long number = revision;
        for (int i = changes.size() - 1; i >= 0; i--) {
            Revision made = Revision.of(number--, changes.get(i), 0);
            after -= lengthening(made.operation());
            known.addFirst(
                    new Revision(made.number(), made.author(), made.operation(), after, made.undoes(), made.weight()));
        }
        Past past = new Past(most);
        known.forEach(past::add);
        return past;
    }

    Past copy() {
        return new Past(most, new ArrayDeque<>(revisions), weight);
    }

    void add(Revision revision) {
        revisions.addLast(revision);
        weight += revision.weight();
        while (revisions.size() > most || (weight > MOST_WEIGHT && revisions.size() > 1)) {
            weight -= revisions.removeFirst().weight();
        }
    }

    /** Those before this one are gone. */
    void trim(long earliest) {
        while (!revisions.isEmpty() && revisions.getFirst().number() < earliest) {
            weight -= revisions.removeFirst().weight();
        }
    }

    int size() {
        return revisions.size();
    }

    int weight() {
        return weight;
    }

    /** Length of the text at a revision; {@code now}: at the newest one. */
    int lengthAt(long revision, int now) {
        List<Revision> since = since(revision);
        return since.isEmpty() ? now : since.get(since.size() - 1).before();
    }

    /** An operation made on a revision, as it is on the newest one. */
    Operation rebase(Operation operation, Author author, long revision) {
        List<Revision> since = since(revision);
        Collections.reverse(since);
        return rebase(operation, author, since);
    }

    /**
     * What undoes a revision now, if the author does so. Those that were undone meanwhile are as if they never were.
     */
    Operation inverse(Revision undone, Author author) {
        List<Revision> since = since(undone.number());
        Collections.reverse(since);
        return rebase(undone.operation().inverted(), author, Cancellation.of(since));
    }

    private static Operation rebase(Operation operation, Author author, List<Revision> since) {
        Operation rebased = operation;
        for (Revision other : since) {
            rebased = rebased.past(other.operation(), author.precedes(other.author()));
        }
        return rebased;
    }

    /** The newest edit of a user that is neither an undo nor undone; null: none is known. */
    @Nullable
    Revision undoable(String user) {
        Set<Long> undone = new HashSet<>();
        Iterator<Revision> newest = revisions.descendingIterator();
        while (newest.hasNext()) {
            Revision revision = newest.next();
            if (revision.undoes() > 0) {
                undone.add(revision.undoes());
            } else if (revision.author().user().equals(user) && !undone.contains(revision.number())) {
                return revision;
            }
        }
        return null;
    }

    /** Those behind a revision, the newest first. */
    private List<Revision> since(long revision) {
        List<Revision> since = new ArrayList<>();
        Iterator<Revision> newest = revisions.descendingIterator();
        while (newest.hasNext()) {
            Revision next = newest.next();
            if (next.number() <= revision) {
                break;
            }
            since.add(next);
        }
        return since;
    }

    private static int lengthening(Operation operation) {
        int longer = 0;
        for (Step step : operation.steps()) {
            longer += step instanceof Insert ? step.length() : step instanceof Delete ? -step.length() : 0;
        }
        return longer;
    }
}
