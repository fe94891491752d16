package dev.yamabiko.stream;

/**
 * Which blocks to list from a journal's index.
 *
 * @param from only blocks that hold this offset or a later one
 * @param to only blocks that hold this offset or an earlier one
 * @param minTime only blocks whose largest record time is at least this
 * @param maxTime only blocks whose smallest record time is at most this
 * @param newestFirst order: by offset, descending or ascending
 * @param limit most blocks to list, at least 1
 */
public record IndexQuery(long from, long to, long minTime, long maxTime, boolean newestFirst, int limit) {

    /** The blocks from an offset on, oldest first. */
    public static IndexQuery forward(long from, long to, int limit) {
        return new IndexQuery(from, to, Long.MIN_VALUE, Long.MAX_VALUE, false, limit);
    }

    /** The blocks up to an offset, newest first. */
    public static IndexQuery backward(long from, long to, int limit) {
        return new IndexQuery(from, to, Long.MIN_VALUE, Long.MAX_VALUE, true, limit);
    }

    /** The same, only blocks that may hold records of these times. */
    public IndexQuery within(long minTime, long maxTime) {
        return new IndexQuery(from, to, minTime, maxTime, newestFirst, limit);
    }

    /** True if the block is one this query asks for. */
    public boolean matches(BlockInfo block) {
        return block.last() >= from && block.first() <= to && block.maxTime() >= minTime && block.minTime() <= maxTime;
    }
}
