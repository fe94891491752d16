package dev.yamabiko.service;

import dev.yamabiko.stream.IdempotencyKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls the records of one call, so that it may send them again and have them kept once. Immutable.
 *
 * @param value 1 to {@value IdempotencyKey#MAX_BYTES} characters of ASCII
 */
public record RetryKey(String value) {

    /** Where it stands in the metadata of a call, and in the headers of an event-bus message. */
    public static final String NAME = "idempotency-key";

    /** No client has a key that begins so. */
    private static final String OWNED = " ";

    /**
     * The key of a call; null: it has none. The same key of somebody else is another one; those of callers that nobody
     * knows are everybody's. Throws {@link ServiceError.InvalidRequest}.
     */
    public static @Nullable RetryKey of(CallMetadata call) {
        RetryKey said = of(call.get(NAME));
        String owner = call.caller().who();
        return said == null || owner == null ? said : said.ownedBy(owner);
    }

    /** The key of a message within the hub; null: it has none. Throws {@link ServiceError.InvalidRequest}. */
    public static @Nullable RetryKey of(@Nullable String value) {
        return value == null ? null : new RetryKey(checked(value));
    }

    /** Of a batch behind so many records of the call in the same topic. */
    public IdempotencyKey after(long records) {
        return new IdempotencyKey(value, records);
    }

    private RetryKey ownedBy(String owner) {
        byte[] hash = new Sha256()
                .add(owner.getBytes(StandardCharsets.UTF_8))
                .add((byte) 0)
                .add(value.getBytes(StandardCharsets.UTF_8))
                .digest();
        return new RetryKey(OWNED + Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }

    private static String checked(String value) {
        boolean visible = value.chars().allMatch(c -> c > ' ' && c <= '~');
        new FieldRules()
                .require(
                        visible && !value.isEmpty() && value.length() <= IdempotencyKey.MAX_BYTES,
                        NAME,
                        value.length() + " characters (expected: 1 to " + IdempotencyKey.MAX_BYTES
                                + ", visible ASCII alone)")
                .check();
        return value;
    }
}
