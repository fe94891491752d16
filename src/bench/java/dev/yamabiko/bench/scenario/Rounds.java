package dev.yamabiko.bench.scenario;

import java.util.ArrayList;
import java.util.List;

/** The rounds of a contestant that count. One thread. */
final class Rounds {

    /** In which the kernel counts processor time: what took less cannot be told from it. */
    private static final double TICK_NANOS = 1e7;

    private final Contestant contestant;
    private final List<Double> cpuPerRecord = new ArrayList<>();
    private final List<Double> recordsPerSecond = new ArrayList<>();
    private final List<Double> recordsPerCpuSecond = new ArrayList<>();

    Rounds(Contestant contestant) {
        this.contestant = contestant;
    }

    /** One more. */
    void run() {
        double records = contestant.records();
        long cpuBefore = contestant.cpuNanos();
        long before = System.nanoTime();
        contestant.round().run();
        long nanos = System.nanoTime() - before;
        double cpuNanos = contestant.cpuNanos() - cpuBefore;
        recordsPerSecond.add(records * 1e9 / nanos);
        cpuPerRecord.add(cpuNanos / records);
        recordsPerCpuSecond.add(records * 1e9 / Math.max(TICK_NANOS, cpuNanos));
    }

    /** Whose they are. */
    String name() {
        return contestant.name();
    }

    /** Processor time for each record, in nanoseconds. */
    List<Double> cpuPerRecord() {
        return cpuPerRecord;
    }

    /** Records a second. */
    List<Double> recordsPerSecond() {
        return recordsPerSecond;
    }

    /** Records for each second of processor time. */
    List<Double> recordsPerCpuSecond() {
        return recordsPerCpuSecond;
    }
}
