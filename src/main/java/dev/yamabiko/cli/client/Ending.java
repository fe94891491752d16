package dev.yamabiko.cli.client;

import java.time.Duration;

/** How a call ended: with a status of the hub, or without one. Immutable. */
public sealed interface Ending {

    /** What happened, in words, in one line. */
    String text();

    /** Whether the same call may succeed later. */
    boolean retryable();

    /** How long to wait at least before that. */
    default Duration retryAfter() {
        return Duration.ZERO;
    }

    /** The hub did what it was asked for. */
    record Completed() implements Ending {
        @Override
        public String text() {
            return "the hub ended the call";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /**
     * The hub ended the call with an error.
     *
     * @param status what it says
     */
    record Refused(HubStatus status) implements Ending {
        @Override
        public String text() {
            return status.text();
        }

        @Override
        public boolean retryable() {
            return status.retryable();
        }

        @Override
        public Duration retryAfter() {
            return status.retryAfter();
        }
    }

    /**
     * There was no connection.
     *
     * @param text what happened
     */
    record Unreached(String text) implements Ending {
        @Override
        public boolean retryable() {
            return true;
        }
    }

    /**
     * The connection broke before the hub had answered.
     *
     * @param text what happened
     */
    record Lost(String text) implements Ending {
        @Override
        public boolean retryable() {
            return true;
        }
    }

    /**
     * Whatever answers is no hub that we understand.
     *
     * @param text what happened
     */
    record Foreign(String text) implements Ending {
        @Override
        public boolean retryable() {
            return false;
        }
    }
}
