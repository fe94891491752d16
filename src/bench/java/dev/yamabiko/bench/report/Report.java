package dev.yamabiko.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Everything that a run has found out so far. Used by one thread. */
public final class Report {

    private final List<Series> series = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    /** What was not measured, and why. */
    public record Skipped(String scenario, String target, String reason) {}

    /** Adds a figure. */
    public void add(Series figure) {
        series.add(figure);
    }

    /** Says that something could not be measured. */
    public void skip(String scenario, String target, String reason) {
        skipped.add(new Skipped(scenario, target, reason));
    }

    /** A figure must be at most so many times another of the same scenario. */
    public void atMost(String line, String scenario, Metric metric, String target, double times, String other) {
        goals.add(new Goal(
                line,
                scenario + ": " + metric.text() + ", " + target + " over " + other,
                ratio(scenario, metric, target, other),
                true,
                times));
    }

    /** A figure must be at least so many times another of the same scenario. */
    public void atLeast(String line, String scenario, Metric metric, String target, double times, String other) {
        goals.add(new Goal(
                line,
                scenario + ": " + metric.text() + ", " + target + " over " + other,
                ratio(scenario, metric, target, other),
                false,
                times));
    }

    /** A figure must be at most this. */
    public void atMost(String line, String scenario, Metric metric, String target, double bound) {
        goals.add(new Goal(
                line,
                scenario + ": " + metric.text() + " in " + metric.unit() + ", " + target,
                median(scenario, target, metric),
                true,
                bound));
    }

    /** All figures. */
    public List<Series> series() {
        return series;
    }

    /** All goals. */
    public List<Goal> goals() {
        return goals;
    }

    /** All that was left out. */
    public List<Skipped> skipped() {
        return skipped;
    }

    private OptionalDouble ratio(String scenario, Metric metric, String target, String other) {
        OptionalDouble above = median(scenario, target, metric);
        OptionalDouble below = median(scenario, other, metric);
        boolean known = above.isPresent() && below.isPresent() && below.getAsDouble() > 0;
        return known ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble()) : OptionalDouble.empty();
    }

    private OptionalDouble median(String scenario, String target, Metric metric) {
        Optional<Series> found = series.stream()
                .filter(one -> one.scenario().equals(scenario) && one.target().equals(target) && one.metric() == metric)
                .findFirst();
        return found.isPresent() ? OptionalDouble.of(found.get().median()) : OptionalDouble.empty();
    }
}
