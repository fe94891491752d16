package dev.yamabiko.gateway.limit;

import dev.yamabiko.config.QuotaConfig;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;

/**
 * What accounts of one kind may have open and use. Immutable.
 *
 * @param name its key in the configuration
 * @param bounds the numbers
 * @param time nanoseconds that only grow
 * @param returns when those come back who are refused
 */
record Quota(String name, QuotaConfig bounds, TimeMeter time, Returns returns) {

    /** Half a second's worth may come at once. */
    private static final int BURSTS_PER_SECOND = 2;

    private static final long TOKENS_PER_SECOND = 1_000_000_000;

    /** What accounts count. */
    enum Held {
        CONNECTION("connections"),
        STREAM("streams"),
        SUBSCRIPTION("subscriptions");

        private final String key;

        Held(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /** Whether it bounds records or bytes. */
    boolean hasRates() {
        return bounds.recordsPerSecond() > 0 || bounds.bytesPerSecond() > 0;
    }

    /** How many of these; 0: no bound. */
    int most(Held what) {
        return switch (what) {
            case CONNECTION -> bounds.connections();
            case STREAM -> bounds.streams();
            case SUBSCRIPTION -> bounds.subscriptions();
        };
    }

    /** A full bucket for bytes. */
    Bucket byteBucket() {
        return bucket(bounds.bytesPerSecond() / bytesPerToken());
    }

    /** How many of its tokens so many bytes are. */
    long byteTokens(long bytes) {
        int one = bytesPerToken();
        return (bytes + one - 1) / one;
    }

    /** A bucket fills by one token a nanosecond at most: where more bytes than that may come, a token is several. */
    private int bytesPerToken() {
        return (int) Math.max(1, (bounds.bytesPerSecond() + TOKENS_PER_SECOND - 1) / TOKENS_PER_SECOND);
    }

    /** A full bucket; not thread-safe. */
    Bucket bucket(long perSecond) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(Math.max(1, perSecond / BURSTS_PER_SECOND))
                        .refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    LimitExceeded tooMany(Held what) {
        String key = name + "." + what.key();
        return new LimitExceeded(
                key, what.key() + ": one too many (expected: " + key + ", " + most(what) + ")", returns.anyMs());
    }

    LimitExceeded tooFast(long waitNanos) {
        String key = name + ".calls-per-second";
        String rule = " (expected: " + key + ", " + bounds.callsPerSecond() + ")";
        return new LimitExceeded(key, "calls: too many a second" + rule, returns.ms(waitNanos));
    }
}
