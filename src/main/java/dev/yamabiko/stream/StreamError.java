package dev.yamabiko.stream;

import org.jspecify.annotations.Nullable;

/**
 * What can go wrong in the core. Each kind is mapped to a status in one place, the gateway. Cheap: without stack trace
 * unless it has a cause.
 */
public sealed class StreamError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StreamError(String message, Throwable cause) {
        super(message, cause, false, cause != null);
    }

    private StreamError(String message) {
        super(message, null, false, false);
    }

    /** True if the journal takes other batches all the same. */
    boolean ofThisBatchAlone() {
        return this instanceof LimitReached || this instanceof Conflict;
    }

    /** The records that were asked for are gone, or belong to another history. */
    public static final class HistoryExpired extends StreamError {
        private static final long serialVersionUID = 1L;
        private final transient Topic topic;
        private final transient Position earliest;

        /** {@code earliest}: where reading can begin. */
        public HistoryExpired(Topic topic, Position earliest) {
            super("history of topic " + topic + " expired: earliest offset is " + earliest.offset());
            this.topic = topic;
            this.earliest = earliest;
        }

        /** The topic. */
        public Topic topic() {
            return topic;
        }

        /** Where reading can begin. */
        public Position earliest() {
            return earliest;
        }
    }

    /** A position that no history has: another topic's, or ahead of everything appended. */
    public static final class InvalidPosition extends StreamError {
        private static final long serialVersionUID = 1L;

        /** Says what is wrong with it. */
        public InvalidPosition(String message) {
            super(message);
        }
    }

    /** The journal cannot store or read now; nothing was acknowledged. */
    public static final class JournalUnavailable extends StreamError {
        private static final long serialVersionUID = 1L;

        /** Says why. */
        public JournalUnavailable(String message) {
            super(message);
        }

        /** Keeps the cause for the log. */
        public JournalUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The journal was asked to store and has not said whether it did: the same may be sent again with the same key. */
    public static final class OutcomeUnknown extends StreamError {
        private static final long serialVersionUID = 1L;

        /** Keeps the cause for the log. */
        public OutcomeUnknown(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The journal's history became another one while it was read. */
    public static final class HistoryChanged extends StreamError {
        private static final long serialVersionUID = 1L;

        /** The only text there is. */
        public HistoryChanged() {
            super("the journal has begun another history");
        }
    }

    /** What the journal holds is not what was stored. */
    public static final class JournalDamaged extends StreamError {
        private static final long serialVersionUID = 1L;

        /** Says where. */
        public JournalDamaged(String message) {
            super(message);
        }
    }

    /** A bound was reached; nothing was taken. */
    public static final class LimitReached extends StreamError {
        private static final long serialVersionUID = 1L;
        private final String limit;

        /** {@code limit}: its key in the configuration. */
        public LimitReached(String limit, String message) {
            super(message);
            this.limit = limit;
        }

        /** The key of the limit in the configuration. */
        public String limit() {
            return limit;
        }
    }

    /** A batch was to follow a certain record, and others came first: nothing of it was kept. */
    public static final class Conflict extends StreamError {
        private static final long serialVersionUID = 1L;

        /** {@code follows}: offset that the newest record of the topic was to have. */
        public Conflict(Topic topic, long follows) {
            super("topic " + topic + ": others appended first (expected: last offset " + follows + ")");
        }
    }

    /** The node is going away; go on elsewhere, or here later. */
    public static final class Draining extends StreamError {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable ResumePoint position;

        /** Ends what has no position to go on from. */
        public Draining() {
            this(null);
        }

        /** {@code position}: where the next stream goes on; null: its reader knows, or it has not begun. */
        public Draining(@Nullable ResumePoint position) {
            super("the node is draining");
            this.position = position;
        }

        /** Where the next stream goes on; null: there is nothing to say. */
        public @Nullable ResumePoint position() {
            return position;
        }
    }
}
