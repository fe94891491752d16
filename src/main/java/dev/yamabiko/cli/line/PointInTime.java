package dev.yamabiko.cli.line;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment as a person names it: so long ago ({@code 90s}, {@code 15m}, {@code 1h30m}, {@code 2d}, {@code 1w}), or a
 * date with or without a time and a zone, or a number since the epoch. Immutable.
 *
 * @param moments the clock and the zone of whoever asks
 */
public record PointInTime(Moments moments) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");

    /**
     * The moment that a text names, milliseconds since the epoch.
     *
     * @throws IllegalArgumentException naming what was expected, for a text that names none
     */
    public long read(String text) {
        long ago = durationMs(text);
        if (ago >= 0) {
            return Math.max(1, moments.clock().millis() - ago);
        }
        long exact = moments.read(text);
        return exact > 0 ? exact : lenient(text);
    }

    /** The milliseconds that a text such as {@code 90s} or {@code 1h30m} names; below 0: it names none. */
    public static long durationMs(String text) {
        Matcher part = DURATION.matcher(text);
        long sum = 0;
        int end = 0;
        while (end < text.length()) {
            if (!part.find(end) || part.start() != end) {
                return -1;
            }
            sum += Long.parseLong(part.group(1)) * unitMs(part.group(2));
            end = part.end();
        }
        return text.isEmpty() ? -1 : sum;
    }

    private static long unitMs(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 7 * 86_400_000L;
        };
    }

    /** Dates and times that leave out what comes last. */
    private long lenient(String text) {
        try {
            LocalDateTime time = text.length() == "2024-05-01".length()
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
            return time.atZone(moments.zone()).toInstant().toEpochMilli();
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    text + " (expected: a duration such as 15m, 2h or 1d, or a time such as 2024-05-01T12:00:00Z)",
                    unreadable);
        }
    }
}
