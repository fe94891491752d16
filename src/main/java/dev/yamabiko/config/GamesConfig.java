package dev.yamabiko.config;

import static dev.yamabiko.config.ConfigException.check;

/**
 * The game service.
 *
 * @param maxMatches matches that a node runs at a time
 * @param actionsPerSecond actions of one player in a second
 * @param graceSeconds how long a player who drops keeps the seat
 * @param snapshotMs how often a snapshot of a match is kept, milliseconds
 * @param stallMs a match whose ticks are not heard for so long gets another node, milliseconds
 * @param sleepSeconds a match without players goes to sleep after so long
 * @param retentionHours how long a match that sleeps is kept; 0: no bound
 */
public record GamesConfig(
        int maxMatches,
        int actionsPerSecond,
        int graceSeconds,
        int snapshotMs,
        int stallMs,
        int sleepSeconds,
        long retentionHours) {

    /** What holds when nothing is said. */
    public static final GamesConfig DEFAULT = new GamesConfig(100, 40, 30, 1_000, 2_000, 5, 720);

    /** Refuses values that cannot be. */
    public GamesConfig {
        check(maxMatches >= 1 && maxMatches <= 10_000, "games.max-matches", maxMatches, "1 to 10000");
        check(
                actionsPerSecond >= 1 && actionsPerSecond <= 1_000,
                "games.actions-per-second",
                actionsPerSecond,
                "1 to 1000");
        check(graceSeconds >= 1 && graceSeconds <= 86_400, "games.grace-seconds", graceSeconds, "1 to 86400");
        check(snapshotMs >= 100, "games.snapshot-ms", snapshotMs, "100 or more");
        check(stallMs >= 500, "games.stall-ms", stallMs, "500 or more");
        check(sleepSeconds >= 1, "games.sleep-seconds", sleepSeconds, "1 or more");
        check(retentionHours >= 0, "games.retention-hours", retentionHours, "0 or more");
    }
}
