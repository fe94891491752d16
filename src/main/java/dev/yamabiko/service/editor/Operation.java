package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import dev.yamabiko.service.editor.Step.Retain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an edit does to a text: retain, insert, delete, from its beginning; what is left over is retained. In one form
 * only: neighbours of a kind are one step, insertions stand before deletions, and the last step is no retain.
 * Immutable.
 *
 * <p>Operational transformation of one history, that of the hub: whoever has an operation of their own takes it past
 * those of the hub one by one, so that it need hold for two operations alone that either order comes to the same (TP1
 * in Ressel, Nitsche-Ruhland and Gunzenhäuser, 1996).
 */
record Operation(List<Step> steps) {

    /** Changes nothing. */
    static final Operation NOTHING = new Operation(List.of());

    /** Steps on their way into an operation. Used by one thread. */
    static final class Builder {

        private final List<Step> steps = new ArrayList<>();

        Builder retain(int length) {
            if (length > 0) {
                int before = last() instanceof Retain retain ? retain.length() : 0;
                put(before > 0, new Retain(before + length));
            }
            return this;
        }

        Builder delete(int length, String text) {
            if (length > 0) {
                Delete delete = new Delete(length, text);
                boolean joined = last() instanceof Delete;
                put(joined, last() instanceof Delete before ? before.with(delete) : delete);
            }
            return this;
        }

        Builder insert(Insert insert) {
            if (insert.length() == 0) {
                return this;
            }
            Step delete = last() instanceof Delete ? steps.remove(steps.size() - 1) : null;
            boolean joined = last() instanceof Insert;
            put(joined, last() instanceof Insert before ? before.with(insert) : insert);
            if (delete != null) {
                steps.add(delete);
            }
            return this;
        }

        Operation build() {
            if (last() instanceof Retain) {
                steps.remove(steps.size() - 1);
            }
            return steps.isEmpty() ? NOTHING : new Operation(List.copyOf(steps));
        }

        private @Nullable Step last() {
            return steps.isEmpty() ? null : steps.get(steps.size() - 1);
        }

        private void put(boolean joined, Step step) {
            if (joined) {
                steps.set(steps.size() - 1, step);
            } else {
                steps.add(step);
            }
        }
    }

    /** Code points of the text that it needs at least. */
    long reach() {
        return steps.stream()
                .filter(step -> !(step instanceof Insert))
                .mapToLong(Step::length)
                .sum();
    }

    /**
     * The same on a text that another operation, made on the same text, has changed before.
     *
     * @param first its insertions stand before those of the other at the same place, where no bond says otherwise; the
     *     other operation is to be taken past this one with the opposite
     */
    Operation past(Operation other, boolean first) {
        Builder past = new Builder();
        Walk mine = new Walk(this);
        Walk theirs = new Walk(other);
        while (!mine.done()) {
            if (mine.step() instanceof Insert insert
                    && !(theirs.step() instanceof Insert before && !precedes(insert, before, first))) {
                past.insert(insert);
                mine.next();
            } else if (theirs.step() instanceof Insert insert) {
                past.retain(insert.length());
                theirs.next();
            } else {
                int length = Math.min(mine.left(), theirs.left());
                if (theirs.step() instanceof Retain) {
                    mine.put(length, past);
                }
                mine.go(length);
                theirs.go(length);
            }
        }
        return past.build();
    }

    /** So many bytes of UTF-8 more there are after it; every deletion must know its text. */
    long growth() {
        long growth = 0;
        for (Step step : steps) {
            if (step instanceof Insert insert) {
                growth += bytes(insert.text());
            } else if (step instanceof Delete delete) {
                growth -= bytes(delete.text());
            }
        }
        return growth;
    }

    /** What undoes it right after it; every deletion must know its text. */
    Operation inverted() {
        Builder inverted = new Builder();
        for (Step step : steps) {
            if (step instanceof Insert insert) {
                inverted.delete(insert.length(), insert.text());
            } else if (step instanceof Delete delete) {
                inverted.insert(new Insert(delete.text(), delete.length(), Bond.BOND_UNSPECIFIED));
            } else {
                inverted.retain(step.length());
            }
        }
        return inverted.build();
    }

    /** True if the other one does the same, whatever is known of what is deleted. */
    boolean doesLike(Operation other) {
        return unwitnessed().equals(other.unwitnessed());
    }

    private List<Step> unwitnessed() {
        return steps.stream()
                .map(step -> step instanceof Delete ? new Delete(step.length(), "") : step)
                .toList();
    }

    private static boolean precedes(Insert mine, Insert theirs, boolean first) {
        int bonds = Integer.compare(rank(mine.bond()), rank(theirs.bond()));
        return bonds == 0 ? first : bonds < 0;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static int rank(Bond bond) {
        return switch (bond) {
            case BOND_BEFORE -> -1;
            case BOND_AFTER -> 1;
            default -> 0;
        };
    }
}
