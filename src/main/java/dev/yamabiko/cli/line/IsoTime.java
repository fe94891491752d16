package dev.yamabiko.cli.line;

import java.time.ZoneOffset;

/**
 * A date and a time as ISO 8601 and its many relatives write them: {@code 2024-05-01T12:00:00.123Z}, {@code 2024-05-01
 * 12:00:00,123}, {@code 2024/05/01 12:00:00 +0200}. Stateless.
 */
final class IsoTime {

    private IsoTime() {}

    /** Takes such a time; {@link Moments#NONE}, and nothing taken, where there is none. */
    static long read(Scan line, Moments moments) {
        int start = line.mark();
        long moment = date(line, moments);
        if (moment == Moments.NONE) {
            line.back(start);
        }
        return moment;
    }

    private static long date(Scan line, Moments moments) {
        int year = line.digits(4, 4);
        char dash = line.peek();
        if (year == Scan.NONE || (dash != '-' && dash != '/') || !line.take(dash)) {
            return Moments.NONE;
        }
        int month = line.digits(2, 2);
        if (month == Scan.NONE || !line.take(dash)) {
            return Moments.NONE;
        }
        int day = line.digits(2, 2);
        if (day == Scan.NONE || !(line.take('T') || line.take('t') || line.take(' ') || line.take('_'))) {
            return Moments.NONE;
        }
        int second = line.secondOfDay(true);
        int millis = line.millis();
        ZoneOffset offset = line.offset();
        return moments.at(year, month, day, second, millis, offset);
    }
}
