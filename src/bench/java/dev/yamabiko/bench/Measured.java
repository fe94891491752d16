package dev.yamabiko.bench;

import java.util.List;
import java.util.Locale;

/**
 * The rounds of one measurement.
 *
 * @param what was measured
 * @param records delivered, or ingested, in each round
 * @param cpuNanos what the hub used in each round, user and system time
 * @param wallNanos how long each round took
 */
record Measured(String what, long records, List<Long> cpuNanos, List<Long> wallNanos) {

    /** What the table of {@code docs/benchmarks.md} has for it: medians, and the spread. */
    String row() {
        double[] perRecord = cpuNanos.stream()
                .mapToDouble(nanos -> (double) nanos / records)
                .sorted()
                .toArray();
        double[] perSecond = wallNanos.stream()
                .mapToDouble(nanos -> records * 1e9 / nanos)
                .sorted()
                .toArray();
        return String.format(
                Locale.ROOT,
                "| %s | %.0f ns | %.0f to %.0f ns | %,.0f |",
                what,
                median(perRecord),
                perRecord[0],
                perRecord[perRecord.length - 1],
                median(perSecond));
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
