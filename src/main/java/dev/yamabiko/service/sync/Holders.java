package dev.yamabiko.service.sync;

/** Who may hold keys: calls, here and on other nodes. */
interface Holders {

    /**
     * What becomes of keys that are bound to one: {@link Due#NOTHING} while it is there, else {@link Due#RELEASED} or
     * {@link Due#LOST}.
     */
    Due judge(String holder);

    /** True if it is a call of this node that is there, whatever others have thought. */
    boolean holdsStill(String holder);
}
