package dev.yamabiko.chaos.rig;

import org.jspecify.annotations.Nullable;

/**
 * What a client did with one key, and what it was told. Immutable.
 *
 * @param kind what it did
 * @param condition the version that the key was to have; {@link #ANY}: any
 * @param value what it was set to
 * @param told what the client was told; null: nothing, so it may have happened at any time since, or not at all
 * @param invoked when the client began, nanoseconds
 * @param returned when it knew, nanoseconds
 */
public record MapOperation(
        Kind kind, long condition, String value, @Nullable Told told, long invoked, long returned) {

    /** Of an operation without a condition. */
    public static final long ANY = -1;

    /** Kinds of operations. */
    public enum Kind {
        /** Set the key. */
        SET,
        /** Remove it. */
        DELETE,
        /** Read it. */
        READ
    }

    /**
     * What a client was told.
     *
     * @param done false: the condition did not hold
     * @param version where it was done; of a read, or where the condition did not hold: that of the entry
     * @param value of the entry that was read, or was there instead
     */
    public record Told(boolean done, long version, String value) {}

    /**
     * A key at one moment.
     *
     * @param version of its entry, 0: there is none; below 0: there is one, made by an operation nobody was told of
     * @param value of its entry
     */
    public record KeyState(long version, String value) {

        /** Not there. */
        public static final KeyState ABSENT = new KeyState(0, "");

        /** What it is if somebody was told this of it; null: that cannot be. */
        private @Nullable KeyState as(long seen, String what) {
            boolean same = version == seen || (version < 0 && seen > 0);
            return same && value.equals(what) ? new KeyState(seen, what) : null;
        }

        private boolean may(long condition) {
            return condition == ANY || version == condition || (version < 0 && condition > 0);
        }
    }

    /** What the key is after this; null: it cannot have happened to such a key. */
    public @Nullable KeyState after(KeyState key, int number) {
        if (told == null) {
            return unknown(key, number);
        }
        if (kind == Kind.READ) {
            return key.as(told.version(), told.value());
        }
        if (!told.done()) {
            return told.version() == condition ? null : key.as(told.version(), told.value());
        }
        if (!key.may(condition)) {
            return null;
        }
        if (kind == Kind.SET) {
            return told.version() > key.version() ? new KeyState(told.version(), value) : null;
        }
        boolean removed = told.version() > 0;
        return removed == (key.version() != 0) && (!removed || told.version() > key.version()) ? KeyState.ABSENT : null;
    }

    private @Nullable KeyState unknown(KeyState key, int number) {
        if (kind == Kind.READ || !key.may(condition)) {
            return null;
        }
        return kind == Kind.SET ? new KeyState(-1 - number, value) : KeyState.ABSENT;
    }
}
