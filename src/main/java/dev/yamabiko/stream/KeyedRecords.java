package dev.yamabiko.stream;

import org.jspecify.annotations.Nullable;

/**
 * What a journal remembers of an idempotency key in a topic.
 *
 * @param count records kept under it
 * @param last offset of the last of them
 */
public record KeyedRecords(long count, long last) {

    /** A key that was not used before, or was forgotten. */
    public static final KeyedRecords NONE = new KeyedRecords(0, 0);

    /** The records of a batch with this key that are not kept yet; null: all are. */
    public @Nullable Batch unknown(Batch batch, IdempotencyKey key) {
        long known = count - key.before();
        if (known <= 0) {
            return batch;
        }
        return known >= batch.count() ? null : batch.after((int) known);
    }

    /** Once such a batch is kept, as far as it was unknown. */
    public static KeyedRecords after(Batch batch, IdempotencyKey key, Block block) {
        return new KeyedRecords(key.before() + batch.count(), block.last());
    }
}
