package dev.yamabiko.chaos.rig;

/**
 * Something that must not be in a history.
 *
 * @param kind what
 * @param where reader, topic, writer and offset, for a person
 */
public record Violation(Kind kind, String where) {

    /** What can be wrong. */
    public enum Kind {
        /** Acknowledged, and not there. */
        LOST,
        /** There more than once. */
        DUPLICATE,
        /** A writer's entries are not in the order in which it sent them. */
        REORDERED,
        /** An offset that is not the one after the last, nor announced as skipped. */
        GAP,
        /** Not what was sent. */
        ALTERED,
        /** Nobody sent it. */
        UNKNOWN,
        /** Of a call without acknowledgement, something is there, but nothing before it. */
        TORN,
        /** Not at the offset that was acknowledged. */
        MISPLACED,
        /** Two readers saw different entries at an offset of one epoch. */
        DISAGREEMENT
    }

    @Override
    public String toString() {
        return kind + " " + where;
    }
}
