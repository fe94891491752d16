package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines of glog and klog (Kubernetes): {@code E0501 12:00:00.123456 1 file.go:12] text}. Stateless.
 *
 * @param moments makes moments of times
 */
record GlogFormat(Moments moments) implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        LogLevel level = switch (line.peek()) {
            case 'I' -> LogLevel.INFO;
            case 'W' -> LogLevel.WARN;
            case 'E' -> LogLevel.ERROR;
            case 'F' -> LogLevel.FATAL;
            default -> null;
        };
        if (level == null || !line.take(line.peek())) {
            return null;
        }
        int month = line.digits(2, 2);
        int day = line.digits(2, 2);
        if (month == Scan.NONE || day == Scan.NONE || !line.take(' ')) {
            return null;
        }
        int second = line.secondOfDay(true);
        if (line.peek() != '.') {
            return null;
        }
        long moment = moments.newest(month, day, second, line.millis());
        return moment == Moments.NONE ? null : new LineStamp(moment, level);
    }
}
