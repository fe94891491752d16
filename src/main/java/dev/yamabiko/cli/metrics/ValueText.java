package dev.yamabiko.cli.metrics;

import java.util.Locale;

/** A value as a person reads it, in the unit that its name says. Stateless. */
final class ValueText {

    private static final String PER_SECOND = "_per_second";
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final double STEP = 1_024;
    private static final double PERCENT = 100;
    private static final double MINUTE = 60;
    private static final double HOUR = 3_600;
    private static final double DAY = 86_400;
    private static final double LARGEST = 1e15;

    private ValueText() {}

    static String of(String name, double value) {
        if (name.endsWith(PER_SECOND)) {
            return of(name.substring(0, name.length() - PER_SECOND.length()), value) + "/s";
        }
        if (name.endsWith("_ratio")) {
            return text("%.1f %%", value * PERCENT);
        }
        if (name.endsWith("_bytes")) {
            return bytes(value);
        }
        return name.endsWith("_seconds") ? seconds(value) : number(value);
    }

    private static String bytes(double value) {
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= STEP && unit < BINARY.length - 1) {
            scaled /= STEP;
            unit++;
        }
        return text(unit == 0 ? "%.0f " : "%.1f ", scaled) + BINARY[unit];
    }

    private static String seconds(double value) {
        double size = Math.abs(value);
        if (size < 1) {
            return text("%.1f ms", value * 1_000);
        }
        if (size < MINUTE) {
            return text("%.1f s", value);
        }
        if (size < HOUR) {
            return text("%.1f min", value / MINUTE);
        }
        return size < DAY ? text("%.1f h", value / HOUR) : text("%.1f d", value / DAY);
    }

    private static String number(double value) {
        if (Math.rint(value) == value && Math.abs(value) < LARGEST) {
            return text("%,.0f", value);
        }
        return Math.abs(value) >= 0.001 && Math.abs(value) < LARGEST ? text("%,.3f", value) : text("%.3g", value);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
