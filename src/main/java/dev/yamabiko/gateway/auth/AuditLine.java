package dev.yamabiko.gateway.auth;

import java.util.regex.Pattern;

/**
 * The line of {@code audit.log} that says who did what. Immutable.
 *
 * @param entry what is said
 * @param repeats how often the same came besides
 * @param missing entries that were left out before
 */
public record AuditLine(AuditEntry entry, long repeats, long missing) {

    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\]*");

    /** What was done beside the hub, by whoever may change its files. */
    public static AuditLine beside(String who, String command, String action, String topic) {
        return new AuditLine(new AuditEntry(who, command, action, topic, true, ""), 0, 0);
    }

    @Override
    public String toString() {
        return String.join(
                " ",
                entry.outcome(),
                "caller=" + quoted(entry.caller()),
                "action=" + entry.action(),
                "topic=" + quoted(entry.topic()),
                "reason=" + entry.reason(),
                "repeats=" + repeats,
                "left_out_before=" + missing,
                "rpc=" + quoted(entry.rpc()));
    }

    /** Names are what others choose: none is to look like more than one value. */
    private static String quoted(String name) {
        return PLAIN.matcher(name).matches()
                ? name
                : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
