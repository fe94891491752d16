package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines that begin with a date of two digits each, year first: {@code 240501 120000} (Hadoop's HDFS) and
 * {@code 24/05/01 12:00:00} (Spark). The years are 2000 to 2099. Stateless.
 *
 * @param moments makes moments of times
 */
record ShortDateFormat(Moments moments) implements LineFormat {

    private static final int CENTURY = 2000;

    @Override
    public @Nullable LineStamp read(Scan line) {
        int year = line.digits(2, 2);
        boolean slashes = line.take('/');
        int month = line.digits(2, 2);
        if (slashes && !line.take('/')) {
            return null;
        }
        int day = line.digits(2, 2);
        if (year == Scan.NONE || month == Scan.NONE || day == Scan.NONE || !line.take(' ')) {
            return null;
        }
        int second = line.secondOfDay(slashes);
        int millis = line.millis();
        long moment = line.peek() == ' ' || line.atEnd()
                ? moments.at(CENTURY + year, month, day, second, millis, null)
                : Moments.NONE;
        return moment == Moments.NONE ? null : new LineStamp(moment, LevelPlace.afterTime(line));
    }
}
