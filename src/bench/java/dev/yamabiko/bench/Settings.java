package dev.yamabiko.bench;

import dev.yamabiko.bench.scenario.InnerPieces;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much is measured. Every number is a system property, {@code bench.<name>}; a smoke run has small defaults. Used
 * by one thread.
 */
public final class Settings {

    /** JMH's code is generated for the bench alone; the other one only has other numbers than its sister. */
    private static final Set<String> NOT_IN_SMOKE = Set.of(InnerPieces.NAME, "fanout-1000");

    private final boolean smoke;
    private final Map<String, Long> used = new TreeMap<>();

    private Settings(boolean smoke) {
        this.smoke = smoke;
    }

    /** Figures. */
    public static Settings full() {
        return new Settings(false);
    }

    /** Whether everything runs. */
    public static Settings smoke() {
        return new Settings(true);
    }

    /** A number. */
    public long number(String name, long full, long small) {
        long value = Long.getLong("bench." + name, smoke ? small : full);
        used.put(name, value);
        return value;
    }

    /** The same where it cannot be large. */
    public int count(String name, int full, int small) {
        return (int) number(name, full, small);
    }

    /** Rounds that do not count. */
    public int warmUp() {
        return count("warmup", 3, 0);
    }

    /** Rounds that count. */
    public int rounds() {
        return count("rounds", 5, 1);
    }

    /** Whether this one was asked for: {@code bench.only} names scenarios, with commas. */
    public boolean wants(String scenario) {
        String only = System.getProperty("bench.only", "");
        return only.isBlank()
                ? !smoke || !NOT_IN_SMOKE.contains(scenario)
                : Set.of(only.split(",", -1)).contains(scenario);
    }

    /** Flags for the JVM of every server: a smoke run wants them to start soon, not to be fast. */
    public List<String> jvm() {
        return smoke ? List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC") : List.of();
    }

    /** Whether the hub is recorded by the JDK's flight recorder while rounds count. */
    public boolean flightRecorder() {
        return Boolean.getBoolean("bench.jfr");
    }

    /** What was asked for so far. */
    public Map<String, Long> used() {
        return used;
    }
}
