package dev.yamabiko.service.game;

import dev.yamabiko.service.ClockMeter;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How fast one player may act: so many actions a second, and half a second's worth at once. Used by one thread. */
final class TurnRate {

    private final Bucket bucket;

    TurnRate(int actionsPerSecond, Clock clock) {
        this.bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(Math.max(1, actionsPerSecond / 2))
                        .refillGreedy(actionsPerSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(new ClockMeter(clock))
                .build();
    }

    /** True if one more may come now. */
    boolean take() {
        return bucket.tryConsume(1);
    }

    /** When the next one may come, milliseconds from now, at least 1. */
    int waitMs() {
        long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
