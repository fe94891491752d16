package dev.yamabiko.service.auth;

import dev.yamabiko.user.UserError;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/**
 * How often each of many names may fail: a table of token buckets that never grows. Which bucket is a name's depends on
 * a secret, so nobody can pick names that share one; those that do by chance share what it allows. So no crowd of names
 * makes it forget one. Thread-safe.
 */
final class Tries {

    private static final int SECRET_BYTES = 16;

    private final AtomicReferenceArray<Bucket> buckets;
    private final int most;
    private final Duration each;
    private final TimeMeter time;
    private final byte[] secret = new byte[SECRET_BYTES];

    /**
     * An empty table.
     *
     * @param most failures in a row
     * @param each after so long it may be one more
     * @param remembered names that are told apart, at most
     */
    Tries(int most, Duration each, int remembered, TimeMeter time, RandomGenerator random) {
        this.buckets = new AtomicReferenceArray<>(remembered);
        this.most = most;
        this.each = each;
        this.time = time;
        random.nextBytes(secret);
    }

    /** Takes one, to be given back if it does not fail; throws {@link UserError.TooManyAttempts} if there is none. */
    Bucket take(String name) {
        Bucket bucket = bucket(name);
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new UserError.TooManyAttempts(TimeUnit.NANOSECONDS.toMillis(probe.getNanosToWaitForRefill()) + 1);
        }
        return bucket;
    }

    private Bucket bucket(String name) {
        int place = place(name);
        Bucket known = buckets.get(place);
        if (known != null) {
            return known;
        }
        Bucket fresh = Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillGreedy(1, each))
                .withCustomTimePrecision(time)
                .build();
        return buckets.compareAndSet(place, null, fresh) ? fresh : buckets.get(place);
    }

    private int place(String name) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            byte[] hash = digest.digest(name.getBytes(StandardCharsets.UTF_8));
            int number = ByteBuffer.wrap(hash).getInt();
            return Math.floorMod(number, buckets.length());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
