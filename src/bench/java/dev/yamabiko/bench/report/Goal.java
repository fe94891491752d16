package dev.yamabiko.bench.report;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What is to be reached, and what was.
 *
 * @param line its number among the goals
 * @param what in words
 * @param value what was reached; empty: something it needs was not measured
 * @param most whether the bound is the most it may be; otherwise the least
 * @param bound what is to be reached
 */
public record Goal(String line, String what, OptionalDouble value, boolean most, double bound) {

    /** Whether it was reached; false where nothing was measured. */
    public boolean met() {
        return value.isPresent() && (most ? value.getAsDouble() <= bound : value.getAsDouble() >= bound);
    }

    /** The bound in words. */
    public String target() {
        return (most ? "at most " : "at least ") + number(bound);
    }

    /** The value in words. */
    String reached() {
        return value.isPresent() ? number(value.getAsDouble()) : "not measured";
    }

    /** Met, missed, or neither. */
    String verdict() {
        return value.isEmpty() ? "-" : met() ? "met" : "missed";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%.0f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
