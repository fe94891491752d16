package dev.yamabiko.service.sync;

/** Who may hold keys: calls, here and on other nodes. */
interface Holders {

    /**
     * What becomes of keys that are bound to one: {@link Due#NOTHING} while it is there, else {@link Due#RELEASED} or
     * {@link Due#LOST}.
     */
    Due judge(String holder);

    /**
     * True if it is a call of this node that is there, whatever others have thought, and if there is a reason to say so
     * again.
     */
    boolean holdsStill(String holder, String collection);

    /** What it held in a collection is set again. */
    void found(String holder, String collection);
}
