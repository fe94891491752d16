package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.Pause;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How fast all transfers of a command may be together. Thread-safe. */
final class RateLimit {

    private static final int BURSTS_PER_SECOND = 10;

    private final @Nullable Bucket bucket;
    private final Pause pause;

    /** {@code bytesPerSecond}: 0: as fast as it goes. */
    RateLimit(long bytesPerSecond, Pause pause) {
        this.bucket = bytesPerSecond == 0
                ? null
                : Bucket.builder()
                        .addLimit(limit -> limit.capacity(Math.max(1, bytesPerSecond / BURSTS_PER_SECOND))
                                .refillGreedy(bytesPerSecond, Duration.ofSeconds(1)))
                        .build();
        this.pause = pause;
    }

    /** Waits until so many bytes may go. */
    void pass(int bytes) throws InterruptedException {
        long nanos = bucket == null ? 0 : bucket.consumeIgnoringRateLimits(bytes);
        if (nanos > 0) {
            pause.of(Duration.ofNanos(nanos));
        }
    }
}
