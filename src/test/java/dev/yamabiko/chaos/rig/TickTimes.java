package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.game.v1.GameUpdate;
import java.util.Arrays;

/**
 * When a client heard of ticks: how late each was, compared with the one that came soonest for its number. Thread-safe.
 */
public final class TickTimes {

    private static final int MOST = 1 << 13;
    private static final double MICROS = 1e3;

    private final long[] arrivals = new long[MOST];
    private final long[] ticks = new long[MOST];
    private int count;
    private long skipped;
    private long term;

    synchronized void heard(GameUpdate update) {
        skipped += update.getSkipped();
        if (update.getTerm() != term) {
            term = update.getTerm();
            count = 0;
        }
        if (count < MOST) {
            arrivals[count] = System.nanoTime();
            ticks[count++] = update.getTick();
        }
    }

    /** Ticks whose news came together with that of later ones. */
    public synchronized long skipped() {
        return skipped;
    }

    /** Forgets what was heard so far. */
    public synchronized void forget() {
        count = 0;
        skipped = 0;
    }

    /** How many updates were heard. */
    public synchronized int count() {
        return count;
    }

    /** How late updates were, in microseconds, sorted; {@code periodNs}: between two ticks. */
    public synchronized double[] latenesses(long periodNs) {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            first = Math.min(first, arrivals[i] - ticks[i] * periodNs);
        }
        double[] late = new double[count];
        for (int i = 0; i < count; i++) {
            late[i] = (arrivals[i] - ticks[i] * periodNs - first) / MICROS;
        }
        Arrays.sort(late);
        return late;
    }
}
