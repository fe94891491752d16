package dev.yamabiko.gateway.limit;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When those come back who were refused: each at a time of its own. Thread-safe, as its parameter is.
 *
 * @param windowMs over which those come back who wait for others to end
 * @param random spreads them
 */
record Returns(int windowMs, RandomGenerator random) {

    /** Nobody is sent away for longer: by then the world is another one. */
    static final int LONGEST_MS = 60_000;

    /** Some time in the window. */
    int anyMs() {
        return 1 + random.nextInt(windowMs);
    }

    /** When a turn comes that is so far away; of turns that are too far, some time before that. */
    int ms(long nanos) {
        long milliseconds = 1 + TimeUnit.NANOSECONDS.toMillis(nanos);
        return milliseconds <= LONGEST_MS ? (int) milliseconds : 1 + random.nextInt(LONGEST_MS);
    }
}
