package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * What is written down of who did what, where calls need tokens: in the topic {@code audit}, and in files.
 *
 * @param enabled whether it is
 * @param repeatSeconds the same again within this time is counted, and told afterwards
 * @param perSecond most entries of a node, and as many changes of users, roles and revocations; further ones are
 *     counted, not written
 * @param fileBytes size at which {@code audit.log} in the data folder is put aside
 * @param files most files put aside, 1 to 20
 * @param retentionHours age up to which entries of the topic are kept
 */
public record AuditConfig(
        boolean enabled, int repeatSeconds, int perSecond, long fileBytes, int files, int retentionHours) {

    static final AuditConfig DEFAULT = new AuditConfig(true, 60, 200, 16 << 20, 10, 30 * 24);

    /** Refuses values that cannot be. */
    public AuditConfig {
        check(repeatSeconds >= 1 && repeatSeconds <= 3_600, "auth.audit.repeat-seconds", repeatSeconds, "1 to 3600");
        check(perSecond >= 1 && perSecond <= 10_000, "auth.audit.per-second", perSecond, "1 to 10000");
        check(fileBytes >= 4_096, "auth.audit.file-bytes", fileBytes, "4096 or more");
        check(files >= 1 && files <= 20, "auth.audit.files", files, "1 to 20");
        check(retentionHours >= 1, "auth.audit.retention-hours", retentionHours, "1 or more");
    }
}
