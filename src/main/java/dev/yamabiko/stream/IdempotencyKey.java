package dev.yamabiko.stream;

import java.nio.charset.StandardCharsets;

/**
 * Marks records that a producer may send again because it has not heard whether they were kept: a journal keeps each
 * record of a key once per topic. Records of one key and topic are counted, so that they are recognised however they
 * are cut into batches.
 *
 * @param value what the producer chose, 1 to {@value #MAX_BYTES} bytes of UTF-8
 * @param before records of this key that precede the batch in its topic
 */
public record IdempotencyKey(String value, long before) {

    /** Longest value, in bytes of UTF-8. */
    public static final int MAX_BYTES = 128;

    /** Refuses a value that is empty or too long, and a negative count. */
    public IdempotencyKey {
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("idempotency key: length (expected: 1 to " + MAX_BYTES + " bytes)");
        }
        if (before < 0) {
            throw new IllegalArgumentException("idempotency key: records before (expected: 0 or more)");
        }
    }
}
