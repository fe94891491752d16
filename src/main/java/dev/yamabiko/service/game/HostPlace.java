package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.MatchRecord;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;

/**
 * What the matches of a node stand on. Immutable; used on the event loop of {@link GameVerticle}.
 *
 * @param vertx has the timers
 * @param node id of this node
 * @param lane hears what players want
 * @param relay tells what changes
 * @param claims who runs which match
 * @param settings what holds for all
 * @param gauges what is counted
 * @param nanos a clock that nobody sets, nanoseconds
 */
record HostPlace(
        Vertx vertx,
        String node,
        LatestLane lane,
        Relay relay,
        Folds<Claims, MatchRecord> claims,
        GameSettings settings,
        GameGauges gauges,
        LongSupplier nanos) {}
