package dev.yamabiko.cli.line;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Turns the times that logs write into moments, milliseconds since the epoch. Thread-safe.
 *
 * @param zone of a time that does not name one
 * @param clock says which year a date without one belongs to
 */
public record Moments(ZoneId zone, Clock clock) {

    /** No moment: the date is none, or lies before the epoch. */
    public static final long NONE = -1;

    /** Clocks differ: what another host stamps may lie a little in our future. */
    private static final long SKEW_MS = 600_000;

    private static final int SECONDS_PER_DAY = 86_400;
    private static final int YEARS_BACK = 8;

    /** The moment of a date and a second of the day; {@link #NONE} where there is no such date. */
    long at(int year, int month, int day, int secondOfDay, int millis, @Nullable ZoneOffset offset) {
        if (secondOfDay < 0 || month < 1 || month > 12 || day < 1 || year < 0) {
            return NONE;
        }
        if (day > 28 && day > YearMonth.of(year, month).lengthOfMonth()) {
            return NONE;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        ZoneOffset from = offset != null ? offset : offsetAt(days, secondOfDay);
        long seconds = days * SECONDS_PER_DAY + secondOfDay - from.getTotalSeconds();
        return seconds < 0 ? NONE : seconds * 1_000 + millis;
    }

    /** The newest moment of a date without a year that does not lie in the future. */
    long newest(int month, int day, int secondOfDay, int millis) {
        long now = clock.millis() + SKEW_MS;
        int thisYear = clock.instant().atZone(zone).getYear();
        for (int year = thisYear + 1; year > thisYear - YEARS_BACK; year--) {
            long moment = at(year, month, day, secondOfDay, millis, null);
            if (moment != NONE && moment <= now) {
                return moment;
            }
        }
        return NONE;
    }

    /** The moment that a text is, as ISO 8601 or as a number since the epoch; {@link #NONE} where it is neither. */
    public long read(String text) {
        Scan scan = new Scan(text);
        long moment = IsoTime.read(scan, this);
        if (moment == NONE) {
            moment = EpochTime.read(scan);
        }
        return scan.atEnd() ? moment : NONE;
    }

    private ZoneOffset offsetAt(long days, int secondOfDay) {
        return zone instanceof ZoneOffset fixed
                ? fixed
                : zone.getRules()
                        .getOffset(
                                LocalDateTime.ofEpochSecond(days * SECONDS_PER_DAY + secondOfDay, 0, ZoneOffset.UTC));
    }
}
