package dev.yamabiko.service;

import java.util.List;

/** What can be wrong with a request. Each kind is mapped to a status in one place, the gateway. */
public sealed class ServiceError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ServiceError(String message) {
        super(message, null, false, false);
    }

    /**
     * A field of a request, and the rule it breaks.
     *
     * @param field its path in the request
     * @param description {@code value (expected: rule)}
     */
    public record Violation(String field, String description) {
        @Override
        public String toString() {
            return field + ": " + description;
        }
    }

    /** Fields that break their rules. */
    public static final class InvalidRequest extends ServiceError {
        private static final long serialVersionUID = 1L;
        private final transient List<Violation> violations;

        /** Names every field. */
        public InvalidRequest(List<Violation> violations) {
            super(String.join("; ", violations.stream().map(Violation::toString).toList()));
            this.violations = List.copyOf(violations);
        }

        /** Each field with its rule. */
        public List<Violation> violations() {
            return violations;
        }
    }

    /** Bytes that are no message of the expected type. */
    public static final class MalformedMessage extends ServiceError {
        private static final long serialVersionUID = 1L;

        /** Says what is wrong with them. */
        public MalformedMessage(String message) {
            super(message);
        }
    }

    /** Something a request names that does not exist. */
    public static final class NotFound extends ServiceError {
        private static final long serialVersionUID = 1L;

        /** Names it. */
        public NotFound(String message) {
            super(message);
        }
    }

    /** Something the caller may not do. */
    public static final class Denied extends ServiceError {
        private static final long serialVersionUID = 1L;

        /** Names what was to be done to what. */
        public Denied(String message) {
            super(message);
        }
    }
}
