package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The sync service.
 *
 * @param keys most keys of a collection
 * @param collectionBytes most bytes of a collection, keys and values together
 * @param valueBytes most bytes of a value
 * @param collections most collections that one call has to do with
 * @param pending most requests of one call under way
 * @param historyRecords records kept of a collection, for watchers that come back; 0: no bound
 * @param snapshotEvery records from one snapshot of a small collection to the next
 * @param rememberedBytes what a node has in memory, over all collections
 * @param waiting requests that may wait for their turn, over all collections
 */
public record SyncConfig(
        int keys,
        int collectionBytes,
        int valueBytes,
        int collections,
        int pending,
        long historyRecords,
        int snapshotEvery,
        long rememberedBytes,
        int waiting) {

    /** What holds when nothing is said. */
    public static final SyncConfig DEFAULT =
            new SyncConfig(10_000, 4 << 20, 65_536, 64, 64, 100_000, 1_000, 64 << 20, 20_000);

    /** Refuses values that cannot be. */
    public SyncConfig {
        check(keys >= 1 && keys <= 1_000_000, "sync.keys", keys, "1 to 1000000");
        check(
                collectionBytes >= 1_024 && collectionBytes <= 64 << 20,
                "sync.collection-bytes",
                collectionBytes,
                "1024 to 67108864");
        check(valueBytes >= 1 && valueBytes <= 1 << 20, "sync.value-bytes", valueBytes, "1 to 1048576");
        check(collections >= 1 && collections <= 1_000, "sync.collections", collections, "1 to 1000");
        check(pending >= 1 && pending <= 10_000, "sync.pending", pending, "1 to 10000");
        check(snapshotEvery >= 1, "sync.snapshot-every", snapshotEvery, "1 or more");
        check(
                historyRecords == 0 || historyRecords >= 4L * (snapshotEvery + keys),
                "sync.history-records",
                historyRecords,
                "0, or at least four times sync.snapshot-every and sync.keys together");
        check(rememberedBytes >= 0, "sync.remembered-bytes", rememberedBytes, "0 or more");
        check(waiting >= 1, "sync.waiting", waiting, "1 or more");
    }
}
