package dev.yamabiko.service.fold;

/**
 * How long a desk with more to do waits after an append of its own, so that desks of other nodes get their turn: who
 * has just won knows the newest record first, and would win again and again. Commands that wait meanwhile are decided
 * together, so the pause costs little. Used by one thread.
 */
final class Courtesy {

    /** Others are expected for so long after they were seen. */
    private static final long REMEMBERED_MS = 10_000;

    /** Nobody was seen because nobody gets a turn: a pause after so many appends in a row shows them. */
    private static final int MOST_IN_A_ROW = 32;

    /** Time for others to read what is new, and to append. */
    private static final int TIMES_AN_APPEND = 2;

    private static final long LONGEST_MS = 20;

    private long othersUntil = Long.MIN_VALUE;
    private int inARow;

    /** Another node has appended. */
    void sawOthers(long now) {
        othersUntil = now + REMEMBERED_MS;
    }

    /** Nothing waits: whoever wants to can go first. */
    void rested() {
        inARow = 0;
    }

    /**
     * More is to be done after an append of its own.
     *
     * @param tookMs how long that took
     * @return how long to wait first, milliseconds
     */
    long pauseMs(long now, long tookMs) {
        inARow++;
        if (now >= othersUntil && inARow < MOST_IN_A_ROW) {
            return 0;
        }
        inARow = 0;
        return Math.min(LONGEST_MS, 1 + TIMES_AN_APPEND * Math.max(0, tookMs));
    }
}
