package dev.yamabiko.service.sync;

/**
 * What holds for every collection, and for every call.
 *
 * @param keys most keys of a collection
 * @param bytes most bytes of a collection, keys and values together
 * @param valueBytes most bytes of a value
 * @param collections most collections that a call has to do with
 * @param pending most requests of a call under way
 * @param snapshotEvery records from one snapshot of a small collection to the next
 */
public record SyncLimits(int keys, int bytes, int valueBytes, int collections, int pending, int snapshotEvery) {

    /** Longest key, in bytes of UTF-8. */
    static final int MAX_KEY_BYTES = 256;
}
