package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Bond;

/** One step of an operation through a text. Lengths are code points. Immutable. */
sealed interface Step {

    /** Code points that it goes over, or puts in. */
    int length();

    /** Goes on. */
    record Retain(int length) implements Step {}

    /**
     * Puts in a text.
     *
     * @param length of the text
     * @param bond what it belongs to, where others insert at the same place
     */
    record Insert(String text, int length, Bond bond) implements Step {

        /** With a length to be counted. */
        static Insert of(String text, Bond bond) {
            return new Insert(text, text.codePointCount(0, text.length()), bond);
        }

        /** The same with another right behind it. What binds them to each other says nothing any more. */
        Insert with(Insert next) {
            Bond joined = next.bond == Bond.BOND_AFTER ? Bond.BOND_AFTER : Bond.BOND_UNSPECIFIED;
            return new Insert(
                    text + next.text, length + next.length, bond == Bond.BOND_BEFORE ? Bond.BOND_BEFORE : joined);
        }
    }

    /**
     * Takes out what comes next.
     *
     * @param text what that is, where it is known; else empty
     */
    record Delete(int length, String text) implements Step {

        /** The same with another right behind it. */
        Delete with(Delete next) {
            boolean known = !text.isEmpty() && !next.text.isEmpty();
            return new Delete(length + next.length, known ? text + next.text : "");
        }
    }
}
