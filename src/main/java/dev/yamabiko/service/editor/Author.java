package dev.yamabiko.service.editor;

/**
 * Who edits. Immutable.
 *
 * @param client one copy of the text, such as a browser tab
 * @param user whose it is
 */
record Author(String client, String user) {

    /** True if what this one inserts stands before what another inserts at the same place. */
    boolean precedes(Author other) {
        return client.compareTo(other.client) < 0;
    }
}
