package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The editor service.
 *
 * @param maxBytes largest text, in UTF-8
 * @param maxInsertBytes largest insertion, in UTF-8
 * @param maxComponents most components of one operation
 * @param history newest revisions that an edit may be made on, or an undo can reach
 * @param snapshotEvery revisions from one snapshot of a document to the next
 * @param editors streams that may edit one document on one node
 * @param rememberedBytes documents that a node has in memory, besides those that are open on it
 * @param waiting edits that may wait for their turn, over all documents
 */
public record DocumentsConfig(
        int maxBytes,
        int maxInsertBytes,
        int maxComponents,
        int history,
        int snapshotEvery,
        int editors,
        long rememberedBytes,
        int waiting) {

    /** What holds when nothing is said. */
    public static final DocumentsConfig DEFAULT =
            new DocumentsConfig(1 << 20, 256 << 10, 1_000, 1_000, 500, 1_000, 64 << 20, 20_000);

    /** Refuses values that cannot be. */
    public DocumentsConfig {
        int largest = 3 << 20; // with the clients of a snapshot, below the 4 MiB that gRPC clients take by default
        check(maxBytes >= 1 && maxBytes <= largest, "documents.max-bytes", maxBytes, "1 to " + largest);
        check(
                maxInsertBytes >= 1 && maxInsertBytes <= maxBytes,
                "documents.max-insert-bytes",
                maxInsertBytes,
                "1 to documents.max-bytes");
        check(maxComponents >= 1 && maxComponents <= 100_000, "documents.max-components", maxComponents, "1 to 100000");
        check(history >= 1 && history <= 100_000, "documents.history", history, "1 to 100000");
        check(snapshotEvery >= 1, "documents.snapshot-every", snapshotEvery, "1 or more");
        check(editors >= 1, "documents.editors", editors, "1 or more");
        check(rememberedBytes >= 0, "documents.remembered-bytes", rememberedBytes, "0 or more");
        check(waiting >= 1, "documents.waiting", waiting, "1 or more");
    }
}
