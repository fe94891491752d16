package dev.yamabiko.gateway;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.limit.Limits;
import dev.yamabiko.stream.Gauges;
import io.github.bucket4j.TimeMeter;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What stands between the network and the calls of a node. Thread-safe.
 *
 * @param doorstep who has not come in yet
 * @param certificates what the node shows, and whom it believes
 * @param limits how much anybody may do
 */
public record Doors(Doorstep doorstep, Certificates certificates, Limits limits) {

    /** As a configuration has them. {@code random}: thread-safe. */
    public static Doors of(
            HubConfig config, Doorstep doorstep, Vertx vertx, Gauges gauges, Clock clock, RandomGenerator random) {
        return new Doors(
                doorstep,
                new Certificates(vertx, OwnCertificate.in(config, clock.instant(), random), gauges, clock),
                new Limits(
                        config.limits(),
                        config.calls().reconnectSeconds() * 1_000,
                        TimeMeter.SYSTEM_NANOTIME,
                        random,
                        gauges.of("limits_refused")));
    }
}
