package dev.yamabiko.stream;

/**
 * How long a topic keeps its records. Whichever bound is passed first removes the oldest blocks; the newest records
 * within all bounds are always kept, and at most one block more.
 *
 * @param maxAgeMs oldest record kept, milliseconds since it was appended; 0: no bound
 * @param maxBytes encoded bytes kept; 0: no bound
 * @param maxRecords records kept; 0: no bound
 */
public record TopicPolicy(long maxAgeMs, long maxBytes, long maxRecords) {

    /** Keeps everything. */
    public static final TopicPolicy KEEP_ALL = new TopicPolicy(0, 0, 0);

    /** Refuses negative bounds. */
    public TopicPolicy {
        if (maxAgeMs < 0 || maxBytes < 0 || maxRecords < 0) {
            throw new IllegalArgumentException("retention: negative bound (expected: 0 or more)");
        }
    }
}
