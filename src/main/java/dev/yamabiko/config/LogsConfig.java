package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The log service.
 *
 * @param retentionHours age up to which entries are kept; 0: no bound
 * @param retentionBytes encoded bytes kept of one application; 0: no bound
 * @param retentionEntries entries kept of one application; 0: no bound
 * @param retentionIntervalSeconds how often retention is applied
 * @param ownEntries keep the hub's own log lines, as application {@code hub}
 */
public record LogsConfig(
        long retentionHours,
        long retentionBytes,
        long retentionEntries,
        int retentionIntervalSeconds,
        boolean ownEntries) {

    /** What holds when nothing is said. */
    public static final LogsConfig DEFAULT = new LogsConfig(7 * 24, 8L << 30, 0, 60, true);

    /** Refuses values that cannot be. */
    public LogsConfig {
        check(retentionHours >= 0, "logs.retention-hours", retentionHours, "0 or more");
        check(retentionBytes >= 0, "logs.retention-bytes", retentionBytes, "0 or more");
        check(retentionEntries >= 0, "logs.retention-entries", retentionEntries, "0 or more");
        check(retentionIntervalSeconds > 0, "logs.retention-interval-seconds", retentionIntervalSeconds, "1 or more");
    }
}
