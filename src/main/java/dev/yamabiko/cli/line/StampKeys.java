package dev.yamabiko.cli.line;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The time and the level of a line that is made of keys and values, as they are found. For one thread and one line. */
final class StampKeys {

    private final ToLongFunction<String> times;
    private long timestampMs;
    private @Nullable LogLevel level;

    /** Reads times with {@code times}, which says 0 or less for what is none. */
    StampKeys(ToLongFunction<String> times) {
        this.times = times;
    }

    /** Takes note of a key and its value, both without quotes. */
    void found(String key, String value) {
        switch (key) {
            case "time", "ts", "timestamp", "@timestamp", "t", "datetime" -> time(value);
            case "level", "lvl", "severity", "log.level", "loglevel" -> level(value);
            default -> {}
        }
    }

    /** Whether there is nothing left to find. */
    boolean complete() {
        return timestampMs > 0 && level != null;
    }

    /** What was found; null: nothing. */
    @Nullable
    LineStamp stamp() {
        return timestampMs == 0 && level == null ? null : new LineStamp(timestampMs, level);
    }

    private void time(String value) {
        if (timestampMs == 0) {
            timestampMs = Math.max(0, times.applyAsLong(value));
        }
    }

    /** The level that was found; null: none. */
    @Nullable
    LogLevel level() {
        return level;
    }

    private void level(String value) {
        if (level == null) {
            level = LogLevel.ofWord(value);
        }
        if (level == null && value.length() == 2 && Character.isDigit(value.charAt(0)) && value.charAt(1) == '0') {
            level = LogLevel.ofNumber(Integer.parseInt(value));
        }
    }
}
