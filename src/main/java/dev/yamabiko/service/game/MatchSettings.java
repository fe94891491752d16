package dev.yamabiko.service.game;

import java.util.concurrent.TimeUnit;

/**
 * What holds for every match, in milliseconds.
 *
 * @param graceMs how long a player who drops keeps the seat
 * @param silentMs a session that is not heard for so long is dropped
 * @param sleepMs a match without players goes to sleep after so long
 * @param snapshotMs how often a snapshot is kept
 * @param stallMs a match whose ticks are not heard for so long gets another node
 */
public record MatchSettings(long graceMs, long silentMs, long sleepMs, long snapshotMs, long stallMs) {

    /** So many milliseconds in ticks, at least one. */
    static long ticks(long milliseconds, Rules rules) {
        return Math.max(1, milliseconds * rules.ticksPerSecond() / TimeUnit.SECONDS.toMillis(1));
    }
}
