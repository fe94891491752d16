package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * How records are kept.
 *
 * @param type {@code sqlite}, durable in the data folder, or {@code memory}, gone with the process
 * @param maxBytes largest size of the journal's file, or of what is held in memory; 0: no bound (sqlite only)
 * @param checkBytes a file up to this size is checked whole before the node is ready, a larger one in the background
 */
public record JournalConfig(String type, long maxBytes, long checkBytes) {

    /** What holds when nothing is said. */
    public static final JournalConfig DEFAULT = new JournalConfig("sqlite", 0, 256L << 20);

    /** Refuses values that cannot be. */
    public JournalConfig {
        check(type.equals("sqlite") || type.equals("memory"), "journal.type", type, "sqlite or memory");
        check(maxBytes >= 0, "journal.max-bytes", maxBytes, "0 or more");
        check(!type.equals("memory") || maxBytes > 0, "journal.max-bytes", maxBytes, "1 or more for memory");
        check(checkBytes >= 0, "journal.check-bytes", checkBytes, "0 or more");
    }
}
