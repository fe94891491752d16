package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Change;

/**
 * An edit that is kept, as far as later ones have to do with it. Immutable.
 *
 * @param number the revision it made
 * @param author whose it is
 * @param operation what it did
 * @param before length of the text before it
 * @param undoes the revision that it undid; 0: none
 * @param weight about so many bytes in memory
 */
record Revision(long number, Author author, Operation operation, int before, long undoes, int weight) {

    /** What it costs besides its texts, each step included. */
    private static final int OVERHEAD = 64;

    static Revision of(long number, Change change, int before) {
        return new Revision(
                number,
                new Author(change.getClientId(), change.getUserId()),
                OperationForm.read(change.getOperationList()),
                before,
                change.getUndoes(),
                change.getSerializedSize() + OVERHEAD * (1 + change.getOperationCount()));
    }

    /** The same where it does something else. */
    Revision doing(Operation other) {
        return new Revision(number, author, other, before, undoes, weight);
    }
}
