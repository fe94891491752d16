package dev.yamabiko.service;

/** Who may do what. Asked on any thread, and answers at once. */
@FunctionalInterface
public interface Permissions {

    /** Everybody may do everything. */
    Permissions EVERYTHING = (caller, action, what) -> true;

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
            throw new ServiceError.Denied(action + " " + what + ": not permitted (expected: a caller who may)");
        }
    }
}
