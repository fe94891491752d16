package dev.yamabiko.service;

import dev.yamabiko.token.Identity;

/** Who may do what. Asked on any thread, and answers at once. */
@FunctionalInterface
public interface Permissions {

    /** Everybody may do everything. */
    Permissions EVERYTHING = (caller, action, what) -> true;

    /** What the names of those begin with in whose name somebody acts. */
    String AS = "as/";

    /** No topic has a longer name, in characters. */
    int LONGEST = 600;

    /** What can be done to something. */
    enum Action {
        /** See what is there, and what comes. */
        READ,
        /** Add to it. */
        WRITE,
        /** Take it away. */
        DELETE
    }

    /** Whether a caller may; {@code what}: a topic, or another name of that form, such as {@code files/report.pdf}. */
    boolean allow(Caller caller, Action action, String what);

    /** Throws {@link ServiceError.Denied} if the caller may not. */
    default void require(Caller caller, Action action, String what) {
        if (!allow(caller, action, what)) {
            throw new ServiceError.Denied(action + " " + named(what) + ": not permitted (expected: a caller who may)");
        }
    }

    /**
     * Throws {@link ServiceError.Denied} if the caller is somebody else than it says: another user than that of its
     * token, in whose name it may not act ({@code as/<user>}). Who has no token is whoever it says, where nobody is
     * asked for one.
     */
    default void requireSelf(Caller caller, String user) {
        Identity identity = caller.identity();
        if (identity == null || !identity.userId().equals(user)) {
            require(caller, Action.WRITE, AS + user);
        }
    }

    /**
     * A name as errors and logs have it: cut where it is longer than any topic's. Some are asked for before it is known
     * that there can be nothing of that name.
     */
    static String named(String what) {
        return what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "...";
    }
}
