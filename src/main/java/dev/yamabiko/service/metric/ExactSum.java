package dev.yamabiko.service.metric;

/**
 * A sum that keeps what rounding takes away (Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
 * Summen", 1974): it is right to the last digits, in whatever order numbers come. Used by one thread.
 */
final class ExactSum {

    private double sum;
    private double lost;

    void add(double value) {
        double next = sum + value;
        lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
        sum = next;
    }

    void add(ExactSum other) {
        add(other.sum);
        lost += other.lost;
    }

    double value() {
        double whole = sum + lost;
        return Double.isNaN(whole) ? sum : whole;
    }
}
