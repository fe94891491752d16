package dev.yamabiko;

import dev.yamabiko.config.HubConfig;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.metric.MetricService;
import dev.yamabiko.service.metric.MetricShare;
import dev.yamabiko.service.metric.MetricVerticle;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** What the metrics of a node are made of. Thread-safe. */
final class MetricParts {

    private final HubConfig config;
    private final Relay relay;
    private final Gauges gauges;
    private final Clock clock;
    private final MetricShare share;

    MetricParts(String node, HubConfig config, Relay relay, Gauges gauges, Clock clock) {
        this.config = config;
        this.relay = relay;
        this.gauges = gauges;
        this.clock = clock;
        this.share = new MetricShare(
                node, config.metrics().maxNames(), config.metrics().maxSeries());
    }

    /** What keeps and publishes the series of the node. */
    MetricVerticle verticle(Readiness readiness) {
        long expiryMs = TimeUnit.MINUTES.toMillis(config.metrics().seriesMinutes());
        return share.verticle(relay, clock, gauges, readiness, expiryMs);
    }

    /** The service of the current event loop. */
    MetricService service(Vertx loop, LatestLane lane, Permissions permissions) {
        return new MetricService(loop, lane, share, permissions, clock);
    }
}
