package dev.yamabiko.cli.client;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pauses between attempts: each twice as long as the one before, up to a bound, less up to a half at random so that
 * clients that lost the same node do not return together. For one thread.
 */
public final class Backoff {

    private static final long FIRST_MS = 250;
    private static final long LONGEST_MS = 15_000;
    private static final long LONGEST_ASKED_MS = 3_600_000;

    private final RandomGenerator random;
    private final int attempts;
    private int failed;

    /** Gives up after so many failed attempts in a row. */
    public Backoff(RandomGenerator random, int attempts) {
        this.random = random;
        this.attempts = attempts;
    }

    /** All is well: the next pause is the shortest again. */
    public void reset() {
        failed = 0;
    }

    /** The next pause, at least as long as the hub asked for (an hour at most); null: enough attempts have failed. */
    public @Nullable Duration next(Duration asked) {
        if (failed >= attempts) {
            return null;
        }
        long full = Math.min(LONGEST_MS, FIRST_MS << Math.min(failed, 16));
        failed++;
        long pause = full - random.nextLong(full / 2 + 1);
        return Duration.ofMillis(pause + Math.min(asked.toMillis(), LONGEST_ASKED_MS));
    }
}
