package dev.yamabiko.service.editor;

import java.util.ArrayList;
import java.util.List;

/**
 * Edits in order, without those that were undone and without what undid them: what those between would have done by
 * themselves. So what an undo brings back is what it was before, to those who go past it. For one list.
 */
final class Cancellation {

    private final List<Revision> left;

    private Cancellation(List<Revision> edits) {
        this.left = new ArrayList<>(edits);
    }

    /** What is left of edits; together it does what they do. */
    static List<Revision> of(List<Revision> edits) {
        Cancellation cancellation = new Cancellation(edits);
        cancellation.run();
        return cancellation.left;
    }

    private void run() {
        int at = 0;
        while (at < left.size()) {
            int undone = find(left.get(at).undoes());
            at = undone >= 0 && cancel(undone, at) ? undone : at + 1;
        }
    }

    private int find(long number) {
        for (int i = 0; number > 0 && i < left.size(); i++) {
            if (left.get(i).number() == number) {
                return i;
            }
        }
        return -1;
    }

    /** False if the undo did something else than its inverse would do now: then both stay. */
    private boolean cancel(int undone, int undo) {
        Revision last = left.get(undo);
        Operation inverse = left.get(undone).operation().inverted();
        List<Revision> between = new ArrayList<>();
        for (Revision edit : left.subList(undone + 1, undo)) {
            boolean first = last.author().precedes(edit.author());
            between.add(edit.doing(edit.operation().past(inverse, !first)));
            inverse = inverse.past(edit.operation(), first);
        }
        if (!inverse.doesLike(last.operation())) {
            return false;
        }
        List<Revision> replaced = left.subList(undone, undo + 1);
        replaced.clear();
        replaced.addAll(between);
        return true;
    }
}
