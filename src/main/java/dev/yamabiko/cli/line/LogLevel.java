package dev.yamabiko.cli.line;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The levels that the hub knows, and the words by which logs call them. Immutable. */
public enum LogLevel {
    /** Every step. */
    TRACE,
    /** What a developer wants to see. */
    DEBUG,
    /** What is as it should be. */
    INFO,
    /** What may become a problem. */
    WARN,
    /** What went wrong. */
    ERROR,
    /** What ended the program, or wakes somebody. */
    FATAL;

    private static final int LONGEST_WORD = 13;

    /** The level that a word stands for, in any case; null: the word names no level. */
    public static @Nullable LogLevel ofWord(String word) {
        if (word.length() > LONGEST_WORD) {
            return null;
        }
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "TRACE", "TRC", "FINEST", "FINER", "VERBOSE" -> TRACE;
            case "DEBUG", "DBG", "FINE", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5" -> DEBUG;
            case "INFO", "INF", "INFORMATION", "INFORMATIONAL", "NOTICE" -> INFO;
            case "WARN", "WRN", "WARNING" -> WARN;
            case "ERROR", "ERR", "SEVERE" -> ERROR;
            case "FATAL", "FTL", "CRITICAL", "CRIT", "ALERT", "EMERG", "EMERGENCY", "PANIC" -> FATAL;
            default -> null;
        };
    }

    /** The level of a syslog severity (RFC 5424, 6.2.1): 0 is the worst, 7 debug. */
    static LogLevel ofSeverity(int severity) {
        return switch (severity) {
            case 0, 1, 2 -> FATAL;
            case 3 -> ERROR;
            case 4 -> WARN;
            case 5, 6 -> INFO;
            default -> DEBUG;
        };
    }

    /** The level of a number as bunyan and pino write it: 10 is trace, 60 fatal; null: no such number. */
    public static @Nullable LogLevel ofNumber(int number) {
        return number >= 10 && number <= 60 && number % 10 == 0 ? values()[number / 10 - 1] : null;
    }
}
