package dev.yamabiko.bench.report;

import java.util.Locale;

/** What a figure is, and its unit. */
public enum Metric {
    CPU_PER_RECORD("server CPU per record", "ns"),
    RECORDS_PER_SECOND("records/s", "1/s"),
    BYTES_PER_SECOND("bytes/s", "MB/s"),
    BYTES_PER_CPU_SECOND("bytes per CPU second", "MB/s"),
    CPU_PER_GIGABYTE("server CPU per GB", "s"),
    LATENCY_P50("latency p50", "us"),
    LATENCY_P99("latency p99", "us"),
    LATENCY_P999("latency p99.9", "us"),
    LATENCY_MAX("latency max", "us"),
    TIME("time", "us"),
    START("start to ready", "ms"),
    RESIDENT("resident memory", "MB"),
    RESIDENT_PER_FOLLOWER("resident memory per follower", "KB"),
    GROWTH("resident memory, end over begin", "ratio"),
    CPU_SHARE("share of a processor", "%"),
    OPERATION("time of one operation", "ns");

    private final String text;
    private final String unit;

    Metric(String text, String unit) {
        this.text = text;
        this.unit = unit;
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** As units are written. */
    public String unit() {
        return unit;
    }

    /** A value as people read it. */
    String show(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%,.2f" : "%,.0f", value);
    }
}
