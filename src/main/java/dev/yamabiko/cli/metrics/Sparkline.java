package dev.yamabiko.cli.metrics;

import java.util.Arrays;

/** The newest values of a series as a line of bars, between the least and the largest of them. For one thread. */
final class Sparkline {

    /** How many values it shows. */
    static final int WIDTH = 32;

    private static final String BARS = "▁▂▃▄▅▆▇█";

    private final double[] values = new double[WIDTH];
    private int count;

    void add(double value) {
        if (count == WIDTH) {
            System.arraycopy(values, 1, values, 0, WIDTH - 1);
            count--;
        }
        values[count++] = value;
    }

    @Override
    public String toString() {
        double[] shown = Arrays.copyOf(values, count);
        double least = Arrays.stream(shown).min().orElse(0);
        double range = Arrays.stream(shown).max().orElse(0) - least;
        StringBuilder line = new StringBuilder(WIDTH);
        for (double value : shown) {
            int height = range > 0 ? (int) Math.round((value - least) / range * (BARS.length() - 1)) : 0;
            line.append(BARS.charAt(Math.max(0, Math.min(BARS.length() - 1, height))));
        }
        return line.toString();
    }
}
