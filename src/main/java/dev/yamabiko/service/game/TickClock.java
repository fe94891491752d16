package dev.yamabiko.service.game;

import java.util.concurrent.TimeUnit;

/**
 * When ticks are due: evenly, none is left out. Ticks that are late are made up for one after the other; where more
 * than a second is missing, the match goes on later instead, so that nobody has to play a burst. Used by one thread.
 */
final class TickClock {

    private static final long MOST_BEHIND_NS = TimeUnit.SECONDS.toNanos(1);

    private final long periodNs;
    private long dueNs;

    /** The first tick is due one period after {@code nowNs}. */
    TickClock(int ticksPerSecond, long nowNs) {
        this.periodNs = TimeUnit.SECONDS.toNanos(1) / ticksPerSecond;
        this.dueNs = nowNs + periodNs;
    }

    /** True if a tick is due. */
    boolean due(long nowNs) {
        return nowNs - dueNs >= 0;
    }

    /** The tick that is due is made now; the answer is by how much it is late, nanoseconds. */
    long take(long nowNs) {
        long late = nowNs - dueNs;
        dueNs = late > MOST_BEHIND_NS ? nowNs + periodNs : dueNs + periodNs;
        return late;
    }

    /** Milliseconds until the next tick is due, at least 1. */
    long waitMs(long nowNs) {
        long nanos = dueNs - nowNs + TimeUnit.MILLISECONDS.toNanos(1) - 1;
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
