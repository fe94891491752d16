package dev.yamabiko.cli.line;

import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a web server's access log, {@code host ident user [01/May/2024:12:00:00 +0000] "GET / HTTP/1.1" ...} (the
 * common log format). They have no level. Stateless.
 *
 * @param moments makes moments of times
 */
record AccessLogFormat(Moments moments) implements LineFormat {

    private static final int NAMES = 3;

    @Override
    public @Nullable LineStamp read(Scan line) {
        for (int name = 0; name < NAMES; name++) {
            if (line.token() == null || !line.take(' ')) {
                return null;
            }
        }
        int day = line.take('[') ? line.digits(2, 2) : Scan.NONE;
        int month = line.take('/') ? line.month() : Scan.NONE;
        int year = line.take('/') ? line.digits(4, 4) : Scan.NONE;
        if (day == Scan.NONE || month == Scan.NONE || year == Scan.NONE || !line.take(':')) {
            return null;
        }
        int second = line.secondOfDay(true);
        ZoneOffset offset = line.offset();
        long moment = moments.at(year, month, day, second, 0, offset);
        return moment == Moments.NONE ? null : new LineStamp(moment, null);
    }
}
