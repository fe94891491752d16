package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines of Apache's error log, {@code [Wed May 01 12:00:00 2024] [error] text}, and others that begin with a date as
 * {@code asctime} and {@code date} write it. Stateless.
 *
 * @param moments makes moments of times
 */
record ApacheErrorFormat(Moments moments) implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        boolean bracket = line.take('[');
        if (!line.weekday() || !line.take(' ')) {
            return null;
        }
        int month = line.month();
        line.blanks();
        int day = line.digits(1, 2);
        if (month == Scan.NONE || day == Scan.NONE || !line.take(' ')) {
            return null;
        }
        int second = line.secondOfDay(true);
        int millis = line.millis();
        int year = line.take(' ') ? line.digits(4, 4) : Scan.NONE;
        long moment = year == Scan.NONE ? Moments.NONE : moments.at(year, month, day, second, millis, null);
        if (moment == Moments.NONE || (bracket && !line.take(']'))) {
            return null;
        }
        return new LineStamp(moment, LevelPlace.afterTime(line));
    }
}
