package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import java.util.ArrayList;
import java.util.List;

/** Two operations as one: what a client does with what is typed while an edit of it is under way. For one of them. */
final class Composition {

    private final Operation.Builder composed = new Operation.Builder();

    /** Insertions side by side, and whether each is of the second operation. */
    private final List<Piece> group = new ArrayList<>();

    private record Piece(Insert insert, boolean later) {}

    private Composition() {}

    /** What the first and then the second do. */
    static Operation of(Operation first, Operation second) {
        return new Composition().compose(new Walk(first), new Walk(second));
    }

    private Operation compose(Walk first, Walk second) {
        while (!first.done() || !second.done()) {
            if (first.step() instanceof Delete delete) {
                composed.delete(delete.length(), delete.text());
                first.next();
            } else if (second.step() instanceof Insert insert) {
                group.add(new Piece(insert, true));
                second.next();
            } else {
                int length = Math.min(first.left(), second.left());
                go(first, second, length);
                first.go(length);
                second.go(length);
            }
        }
        endGroup();
        return composed.build();
    }

    private void go(Walk first, Walk second, int length) {
        boolean deleted = second.step() instanceof Delete;
        if (!(first.step() instanceof Insert insert)) {
            if (!deleted) {
                endGroup();
            }
            second.put(length, composed);
        } else if (!deleted) {
            int from = insert.length() - first.left();
            int start = insert.text().offsetByCodePoints(0, from);
            int end = insert.text().offsetByCodePoints(start, length);
            group.add(new Piece(Insert.of(insert.text().substring(start, end), insert.bond()), false));
        }
    }

    /**
     * Pieces side by side become one. It is bound to what its ends are bound to; what a later piece says of an earlier
     * one beside it means nothing any more.
     */
    private void endGroup() {
        if (group.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        group.forEach(piece -> text.append(piece.insert.text()));
        Piece left = group.get(0);
        Piece right = group.get(group.size() - 1);
        List<Piece> earlier = group.stream().filter(piece -> !piece.later).toList();
        boolean before = left.insert.bond() == Bond.BOND_BEFORE
                || (!earlier.isEmpty() && earlier.get(0).insert.bond() == Bond.BOND_BEFORE);
        boolean after = right.insert.bond() == Bond.BOND_AFTER
                || (!earlier.isEmpty() && earlier.get(earlier.size() - 1).insert.bond() == Bond.BOND_AFTER);
        Bond bond = before ? Bond.BOND_BEFORE : after ? Bond.BOND_AFTER : Bond.BOND_UNSPECIFIED;
        composed.insert(Insert.of(text.toString(), bond));
        group.clear();
    }
}
