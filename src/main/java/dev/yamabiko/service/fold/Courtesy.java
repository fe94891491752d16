package dev.yamabiko.service.fold;

/**
 * How long a desk waits after an append of its own, so that desks of other nodes get their turn: who has just won knows
 * the newest record first, and would win again and again, while those who lose append in vain. Commands that come
 * meanwhile are decided together, so the pause costs little. Used by one thread.
 */
final class Courtesy {

    /** Others that were seen so long ago are about to append. */
    private static final long RECENT_MS = 100;

    /** Who has more to do expects others for so long after they were seen. */
    private static final long REMEMBERED_MS = 10_000;

    /** Nobody was seen because nobody gets a turn: a pause after so many appends in a row shows them. */
    private static final int MOST_IN_A_ROW = 32;

    /** Time for a few others to read what is new, and to append one after the other. */
    private static final int TIMES_AN_APPEND = 3;

    private static final long LONGEST_MS = 30;

    private long seenAt = -REMEMBERED_MS;
    private int inARow;

    /** Another node has appended. */
    void sawOthers(long now) {
        seenAt = now;
    }

    /**
     * An append of its own is done.
     *
     * @param tookMs how long that took
     * @param more something waits to be done next
     * @return how long to wait first, milliseconds
     */
    long pauseMs(long now, long tookMs, boolean more) {
        inARow = more ? inARow + 1 : 0;
        boolean others = now - seenAt < (more ? REMEMBERED_MS : RECENT_MS);
        if (!others && inARow < MOST_IN_A_ROW) {
            return 0;
        }
        inARow = 0;
        return Math.min(LONGEST_MS, 1 + TIMES_AN_APPEND * Math.max(0, tookMs));
    }
}
