package dev.yamabiko.cli.line;

import org.jspecify.annotations.Nullable;

/**
 * Lines without a date that begin with a level, {@code [ERROR] text} or {@code WARNING: text}, or with a time of day,
 * {@code 12:00:00.123 [main] INFO text}. Stateless.
 */
record BareLevelFormat() implements LineFormat {

    @Override
    public @Nullable LineStamp read(Scan line) {
        boolean timed = line.secondOfDay(true) != Scan.NONE;
        if (timed) {
            line.millis();
        }
        LogLevel level = timed ? LevelPlace.afterTime(line) : LevelPlace.atStart(line);
        return level == null ? null : new LineStamp(0, level);
    }
}
