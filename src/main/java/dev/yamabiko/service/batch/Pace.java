package dev.yamabiko.service.batch;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How fast the batches of a node may go, all together. Thread-safe. */
public final class Pace {

    /** What may go at once: so much time's worth, so that the rate is even. */
    private static final int SHARES_PER_SECOND = 20;

    private final @Nullable Bucket bucket;

    /** {@code itemsPerSecond}: 0: no bound. */
    public Pace(long itemsPerSecond) {
        this.bucket = itemsPerSecond == 0
                ? null
                : Bucket.builder()
                        .addLimit(limit -> limit.capacity(Math.max(1, itemsPerSecond / SHARES_PER_SECOND))
                                .refillGreedy(itemsPerSecond, Duration.ofSeconds(1)))
                        .build();
    }

    /** True if one more may go now. */
    boolean take() {
        return bucket == null || bucket.tryConsume(1);
    }

    /** When the next one may go, milliseconds from now, at least 1. */
    long waitMs() {
        return bucket == null
                ? 1
                : 1
                        + TimeUnit.NANOSECONDS.toMillis(
                                bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }
}
