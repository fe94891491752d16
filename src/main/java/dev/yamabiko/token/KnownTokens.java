package dev.yamabiko.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The good tokens that were seen last: who makes many calls has its signature checked once. Kept by their digest, so
 * that how long a look takes tells nothing of them. Thread-safe.
 */
final class KnownTokens {

    private static final int MOST = 10_000;

    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * What was found.
     *
     * @param key that it is signed with: one that has been replaced knows no tokens any more
     */
    record Known(TokenKey key, Identity identity) {}

    /** What is known of a token; null: nothing. */
    @Nullable
    Known find(ByteBuffer digest) {
        synchronized (known) {
            return known.get(digest);
        }
    }

    /** Remembers a good one. */
    void add(ByteBuffer digest, Known token) {
        synchronized (known) {
            known.put(digest, token);
            if (known.size() > MOST) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    /** By what tokens are known. */
    static ByteBuffer digest(String token) {
        try {
            byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
