package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What became of the lines that were sent: counts, and the first of those that were rejected. For one thread. */
final class SendReport {

    private static final int MOST_SHOWN = 20;
    private static final Pattern ENTRY = Pattern.compile("entry (\\d{1,10})(?=:)");

    private final List<String> reasons = new ArrayList<>();
    private long sent;
    private long stored;
    private long rejected;
    private long notUtf8;
    private boolean answered;

    /** So many entries went to the hub. */
    void sent(long entries) {
        sent += entries;
    }

    /**
     * What the hub says of those of one upload.
     *
     * @param before entries of the source that earlier uploads brought
     */
    void answered(String source, long before, LogCollectionResult result) {
        answered = true;
        stored += Integer.toUnsignedLong(result.getIndexedCount());
        rejected += Integer.toUnsignedLong(result.getRejectedCount());
        result.getErrorsList().forEach(error -> reason(source + ": " + renumbered(error, before)));
    }

    /** The hub counts the entries of an upload; a person counts those of the source. */
    private static String renumbered(String error, long before) {
        Matcher entry = ENTRY.matcher(error);
        return entry.lookingAt()
                ? "entry " + (before + Long.parseLong(entry.group(1))) + error.substring(entry.end())
                : error;
    }

    /** A line was not sent, and why. */
    void refused(String source, long line, String reason) {
        rejected++;
        reason(source + ": line " + line + ": " + reason);
    }

    /** So many lines were no UTF-8. */
    void notUtf8(long lines) {
        notUtf8 += lines;
    }

    /** Whether every line is stored. */
    boolean complete() {
        return rejected == 0 && stored == sent;
    }

    /** Shows the rejected lines: always; and the counts. */
    void show(Terminal terminal, Duration took, boolean quiet) {
        reasons.forEach(terminal::say);
        if (rejected > reasons.size()) {
            terminal.say(String.format(Locale.ROOT, "... and %,d more were rejected", rejected - reasons.size()));
        }
        if (notUtf8 > 0) {
            terminal.say(String.format(
                    Locale.ROOT,
                    "lines that are not UTF-8: %,d (their bytes are kept in the field %s; logs tail --raw prints them)",
                    notUtf8,
                    PlainEntries.ORIGINAL));
        }
        if (!quiet && answered) {
            terminal.writer().println(summary(took));
        }
    }

    /** The counts in one line. */
    String summary(Duration took) {
        double seconds = Math.max(took.toMillis(), 1) / 1_000.0;
        return String.format(
                Locale.ROOT,
                "sent %,d entries, %,d stored, %,d rejected in %.1f s (%,.0f/s)",
                sent,
                stored,
                rejected,
                seconds,
                sent / seconds);
    }

    private void reason(String reason) {
        if (reasons.size() < MOST_SHOWN) {
            reasons.add(reason);
        }
    }
}
