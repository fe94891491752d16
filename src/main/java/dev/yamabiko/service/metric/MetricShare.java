package dev.yamabiko.service.metric;

import dev.yamabiko.node.Readiness;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Topic;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the event loops of a node share to keep its metrics: which series there are, and the way to the verticle that
 * keeps them. Thread-safe.
 */
public final class MetricShare {

    /** Where all nodes publish their series. */
    static final Topic TOPIC = new Topic(Topic.LATEST + "metrics");

    private final SeriesBook book;
    private final LoopLag lag = new LoopLag();
    private volatile Consumer<List<Recorded>> keeper = recorded -> {};

    /**
     * Nothing is kept until there is a verticle.
     *
     * @param node whose metrics they are
     * @param maxNames names of one call
     * @param maxSeries series of the node, and names of all calls together
     */
    public MetricShare(String node, int maxNames, int maxSeries) {
        this.book = new SeriesBook(node, maxNames, maxSeries);
    }

    /** The verticle that keeps and publishes them. */
    public MetricVerticle verticle(Relay relay, Clock clock, Gauges gauges, Readiness readiness, long expiryMs) {
        HubSampler hub = new HubSampler(gauges, readiness, lag);
        return new MetricVerticle(this, relay, clock, gauges, new NodeSampler(), hub, expiryMs);
    }

    SeriesBook book() {
        return book;
    }

    LoopLag lag() {
        return lag;
    }

    /** Passes on what was recorded. */
    void keep(List<Recorded> recorded) {
        keeper.accept(recorded);
    }

    void keepWith(Consumer<List<Recorded>> verticle) {
        keeper = verticle;
    }
}
