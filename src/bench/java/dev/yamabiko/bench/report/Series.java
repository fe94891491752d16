package dev.yamabiko.bench.report;

import java.util.List;

/**
 * One figure, round by round.
 *
 * @param scenario which measurement it belongs to
 * @param target what was measured
 * @param metric which figure of it
 * @param values one for each round that counts
 */
public record Series(String scenario, String target, Metric metric, List<Double> values) {

    public Series {
        values = List.copyOf(values);
        if (values.isEmpty() || values.stream().anyMatch(value -> !Double.isFinite(value))) {
            throw new IllegalArgumentException("values: " + values + " (expected: at least one, all finite)");
        }
    }

    /** The middle one, or the mean of the two. */
    public double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The smallest. */
    public double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The largest. */
    public double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
