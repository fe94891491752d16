package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The batch service.
 *
 * @param concurrency items of a batch that are done at a time
 * @param itemsPerSecond items that a node begins in a second, over all batches; 0: no bound
 * @param maxItems most items of a batch
 * @param progressMs how often a client hears how far its batch is, milliseconds
 * @param rememberHours how long it is remembered what is done of a batch with a key
 */
public record BatchesConfig(int concurrency, long itemsPerSecond, int maxItems, long progressMs, long rememberHours) {

    /** What holds when nothing is said. */
    public static final BatchesConfig DEFAULT = new BatchesConfig(256, 0, 10_000_000, 500, 24);

    /** Refuses values that cannot be. */
    public BatchesConfig {
        check(concurrency >= 1 && concurrency <= 10_000, "batches.concurrency", concurrency, "1 to 10000");
        check(itemsPerSecond >= 0, "batches.items-per-second", itemsPerSecond, "0 or more");
        check(maxItems >= 1 && maxItems <= 100_000_000, "batches.max-items", maxItems, "1 to 100000000");
        check(progressMs >= 10, "batches.progress-ms", progressMs, "10 or more");
        check(rememberHours >= 1, "batches.remember-hours", rememberHours, "1 or more");
    }
}
