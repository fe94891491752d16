package dev.yamabiko.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * A fixed arrival rate: tells how many records are due. Late ones keep the time at which they were due, so that a
 * server that makes the writer wait is charged for it (open loop). One thread.
 */
final class Pace {

    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final long SPIN_NANOS = 20_000;

    private final long interval;
    private final long first;
    private long given;

    Pace(int perSecond) {
        this.interval = NANOS_PER_SECOND / perSecond;
        this.first = Latencies.now() + interval;
    }

    /** Waits until the next record is due; returns how many are due by now, at most {@code most}. */
    int await(int most) {
        long due = first + given * interval;
        long now = Latencies.now();
        while (now < due) {
            if (due - now > SPIN_NANOS) {
                LockSupport.parkNanos(due - now - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            now = Latencies.now();
        }
        return (int) Math.min(most, 1 + (now - due) / interval);
    }

    /** When the next record is due; it then counts as given. */
    long next() {
        return first + given++ * interval;
    }
}
