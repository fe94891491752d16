package dev.yamabiko.storage;

import dev.yamabiko.stream.StreamError;

/**
 * How much a journal may hold, each from the configuration.
 *
 * @param maxBytes largest size of the journal's file, or of the encoded records held in memory; 0: no bound
 * @param checkBytes largest file that is checked whole while it is opened; 0: none is
 * @param maxTopics most topics
 */
public record JournalBounds(long maxBytes, long checkBytes, int maxTopics) {

    /** Why a batch is refused that was to begin one topic too many. */
    StreamError tooManyTopics() {
        return new StreamError.LimitReached(
                "stream.max-topics", "topics: one too many (expected: at most " + maxTopics + ")");
    }

    /** Refuses bounds that cannot be. */
    public JournalBounds {
        if (maxBytes < 0 || checkBytes < 0 || maxTopics < 1) {
            throw new IllegalArgumentException("journal: bounds (expected: bytes of 0 or more, topics of 1 or more)");
        }
    }
}
