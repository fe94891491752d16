package dev.yamabiko.stream;

/**
 * What a journal's index says of a block, without its bytes.
 *
 * @param first offset of its first record
 * @param count records in it
 * @param bytes encoded size
 * @param minTime smallest record time in it, milliseconds since the epoch
 * @param maxTime largest record time in it, milliseconds since the epoch
 * @param appendedAt when it was appended, milliseconds since the epoch
 */
public record BlockInfo(long first, int count, int bytes, long minTime, long maxTime, long appendedAt) {

    /** Offset of its last record. */
    public long last() {
        return first + count - 1;
    }
}
