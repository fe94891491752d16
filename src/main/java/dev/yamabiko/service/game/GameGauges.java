package dev.yamabiko.service.game;

import dev.yamabiko.stream.Gauges;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node counts of the matches that it runs. Thread-safe.
 *
 * @param matches those it runs
 * @param players those who sit in them
 * @param ticks made
 * @param lateTicks made more than half a period late
 * @param lagMicros by how much all ticks together were late, microseconds
 * @param claims how often it has taken a match over, or begun one
 * @param fenced how often another node had taken over one that it ran
 */
record GameGauges(
        LongAdder matches,
        LongAdder players,
        LongAdder ticks,
        LongAdder lateTicks,
        LongAdder lagMicros,
        LongAdder claims,
        LongAdder fenced) {

    static GameGauges in(Gauges gauges) {
        return new GameGauges(
                gauges.of("game_matches"),
                gauges.of("game_players"),
                gauges.of("game_ticks"),
                gauges.of("game_ticks_late"),
                gauges.of("game_tick_lag_micros"),
                gauges.of("game_claims"),
                gauges.of("game_fenced"));
    }
}
