package dev.yamabiko.service.editor;

import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Retain;
import java.util.List;

/** Goes through an operation in pieces; behind its end it retains without end. Used by one thread. */
final class Walk {

    private static final Step REST = new Retain(Integer.MAX_VALUE);

    private final List<Step> steps;
    private int at;
    private int gone;

    Walk(Operation operation) {
        this.steps = operation.steps();
    }

    /** True behind the last step. */
    boolean done() {
        return at == steps.size();
    }

    /** The step that is under way. */
    Step step() {
        return done() ? REST : steps.get(at);
    }

    /** Code points of it that are left. */
    int left() {
        return step().length() - gone;
    }

    /** Goes to the next step. */
    void next() {
        at++;
        gone = 0;
    }

    /** Goes over so many code points, at most those that are left. */
    void go(int length) {
        if (done()) {
            return;
        }
        gone += length;
        if (gone == step().length()) {
            next();
        }
    }

    /** Does the next so many code points of a retain or a deletion, whose text is not known any more. */
    void put(int length, Operation.Builder to) {
        if (step() instanceof Delete) {
            to.delete(length, "");
        } else {
            to.retain(length);
        }
    }
}
