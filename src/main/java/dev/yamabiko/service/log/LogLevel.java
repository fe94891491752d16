package dev.yamabiko.service.log;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How grave an entry is, lightest first. */
public enum LogLevel {
    /** Every step. */
    TRACE,
    /** For developers. */
    DEBUG,
    /** Normal life; what an entry without a level has. */
    INFO,
    /** Worth a look. */
    WARN,
    /** Something failed. */
    ERROR,
    /** The process cannot go on. */
    FATAL;

    private static final LogLevel[] VALUES = values();
    private static final int LOWER_CASE_BIT = 0x20;

    /** The level of that name, any case; null for an unknown one. */
    static @Nullable LogLevel of(String name) {
        for (LogLevel level : VALUES) {
            if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        return null;
    }

    /** The level whose name stands there, any case; null for an unknown one. */
    static @Nullable LogLevel of(byte[] bytes, int from, int to) {
        for (LogLevel level : VALUES) {
            if (level.isAt(bytes, from, to)) {
                return level;
            }
        }
        return null;
    }

    /** True if its name stands there exactly as it is written here. */
    boolean isExactly(byte[] bytes, int from, int to) {
        return to - from == name().length() && mismatch(bytes, from, 0) < 0;
    }

    /** Its name in bytes. */
    byte[] ascii() {
        return name().getBytes(StandardCharsets.US_ASCII);
    }

    private boolean isAt(byte[] bytes, int from, int to) {
        return to - from == name().length() && mismatch(bytes, from, LOWER_CASE_BIT) < 0;
    }

    /** Where the bytes, without some bits, are another letter than the name has; -1: nowhere. */
    private int mismatch(byte[] bytes, int from, int ignoredBits) {
        for (int i = 0; i < name().length(); i++) {
            if ((bytes[from + i] & ~ignoredBits) != name().charAt(i)) {
                return i;
            }
        }
        return -1;
    }
}
