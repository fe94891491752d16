package dev.yamabiko.service;

import dev.yamabiko.stream.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls the records of one call, so that it may send them again and have them kept once. Immutable.
 *
 * @param value 1 to {@value IdempotencyKey#MAX_BYTES} visible ASCII characters
 */
public record RetryKey(String value) {

    /** Where it stands in the metadata of a call, and in the headers of an event-bus message. */
    public static final String NAME = "idempotency-key";

    /** Throws {@link ServiceError.InvalidRequest} for a value that cannot be. */
    public RetryKey {
        boolean visible = value.chars().allMatch(c -> c > ' ' && c <= '~');
        new FieldRules()
                .require(
                        visible && !value.isEmpty() && value.length() <= IdempotencyKey.MAX_BYTES,
                        NAME,
                        value.length() + " characters (expected: 1 to " + IdempotencyKey.MAX_BYTES
                                + ", visible ASCII alone)")
                .check();
    }

    /** The key of a call; null: it has none. Throws {@link ServiceError.InvalidRequest}. */
    public static @Nullable RetryKey of(@Nullable String value) {
        return value == null ? null : new RetryKey(value);
    }

    /** Of a batch behind so many records of the call in the same topic. */
    public IdempotencyKey after(long records) {
        return new IdempotencyKey(value, records);
    }
}
