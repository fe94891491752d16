package dev.yamabiko.stream;

import org.jspecify.annotations.Nullable;

/**
 * What became of one batch.
 *
 * @param block what was kept of it now; null: nothing
 * @param last offset of its last record; 0 if it was refused
 * @param refusal why it was refused; null: it was not
 */
public record Appended(
        @Nullable Block block, long last, @Nullable StreamError refusal) {

    /** Kept as this block, at least its records that were not known. */
    public static Appended kept(Block block) {
        return new Appended(block, block.last(), null);
    }

    /** All its records were kept before, under the same key; {@code last}: the newest record of that key. */
    public static Appended known(long last) {
        return new Appended(null, last, null);
    }

    /** Nothing of it was kept. */
    public static Appended refused(StreamError why) {
        return new Appended(null, 0, why);
    }
}
