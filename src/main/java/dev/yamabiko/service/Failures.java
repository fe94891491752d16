package dev.yamabiko.service;

/** Says what went wrong in the words that a call of its own would have ended with. Thread-safe. */
@FunctionalInterface
public interface Failures {

    /** What to say of an error; nothing of one that nobody expected, which is logged instead. */
    Failure of(Throwable error);

    /**
     * What went wrong.
     *
     * @param reason as in ErrorInfo
     * @param message for a person
     */
    record Failure(String reason, String message) {}
}
