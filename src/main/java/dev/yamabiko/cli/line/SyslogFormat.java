package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines of syslog: {@code May 1 12:00:00 host tag[1]: text}, with or without a priority {@code <34>} before it (RFC
 * 3164), and {@code <34>1 2024-05-01T12:00:00Z host ...} (RFC 5424). A date without a year is the newest that is not in
 * the future. The level is the priority's, else the word that the message begins with, {@code error:}. Stateless.
 *
 * @param moments makes moments of times
 */
record SyslogFormat(Moments moments) implements LineFormat {

    private static final int HIGHEST_PRIORITY = 191;

    @Override
    public @Nullable LineStamp read(Scan line) {
        if (line.peek() != '<') {
            long moment = shortTime(line);
            return moment == Moments.NONE ? null : new LineStamp(moment, levelBehindTag(line));
        }
        line.take('<');
        int priority = line.digits(1, 3);
        if (priority == Scan.NONE || priority > HIGHEST_PRIORITY || !line.take('>')) {
            return null;
        }
        LogLevel level = LogLevel.ofSeverity(priority & 7);
        if (line.peek() == '1' && line.peek(1) == ' ') {
            line.take('1');
            line.take(' ');
            long moment = IsoTime.read(line, moments);
            return moment == Moments.NONE && line.peek() != '-' ? null : new LineStamp(Math.max(moment, 0), level);
        }
        long moment = IsoTime.read(line, moments);
        if (moment == Moments.NONE) {
            moment = shortTime(line);
        }
        return moment == Moments.NONE ? null : new LineStamp(moment, level);
    }

    /** {@code May 1 12:00:00}. */
    private long shortTime(Scan line) {
        int month = line.month();
        if (month == Scan.NONE || !line.take(' ')) {
            return Moments.NONE;
        }
        line.take(' ');
        int day = line.digits(1, 2);
        if (day == Scan.NONE || !line.take(' ')) {
            return Moments.NONE;
        }
        int second = line.secondOfDay(true);
        int millis = line.millis();
        return line.peek() == ' ' ? moments.newest(month, day, second, millis) : Moments.NONE;
    }

    /** Of {@code host tag[1]: error: text}. */
    private static @Nullable LogLevel levelBehindTag(Scan line) {
        line.blanks();
        String host = line.token();
        line.blanks();
        String tag = line.token();
        if (host == null || tag == null || !tag.endsWith(":")) {
            return null;
        }
        line.blanks();
        return LevelPlace.beforeColon(line);
    }
}
