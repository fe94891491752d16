package dev.yamabiko.service.game;

import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The matches that players of one event loop play. Created and used on that event loop. */
final class Links {

    /** How often links look after their matches. */
    static final long ROUND_MS = 50;

    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final LatestLane lane;
    private final Relay relay;
    private final MatchSettings settings;
    private final Clock clock;
    private final Map<String, MatchLink> links = new HashMap<>();
    private boolean running;

    /** Hears news through the lane, and publishes through the relay. */
    Links(Vertx vertx, LatestLane lane, Relay relay, MatchSettings settings, Clock clock) {
        this.vertx = vertx;
        this.lane = lane;
        this.relay = relay;
        this.settings = settings;
        this.clock = clock;
    }

    LatestLane lane() {
        return lane;
    }

    Relay relay() {
        return relay;
    }

    MatchSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    /** That to a match. */
    MatchLink to(String match) {
        MatchLink link = links.computeIfAbsent(match, name -> new MatchLink(name, this));
        if (!running) {
            running = true;
            vertx.setTimer(ROUND_MS, timer -> round());
        }
        return link;
    }

    /** Asks the verticle of this node. */
    Future<HostAnswer> ask(HostRequest request) {
        return vertx.eventBus()
                .<JsonObject>request(GameVerticle.ADDRESS, request.toJson(), LOCAL)
                .map(reply -> HostAnswer.of(reply.body()));
    }

    /** Ends every session: the node is going away. */
    void drain(Throwable why) {
        List.copyOf(links.values()).forEach(link -> link.fail(why));
    }

    private void round() {
        for (Map.Entry<String, MatchLink> entry : List.copyOf(links.entrySet())) {
            MatchLink link = entry.getValue();
            link.round();
            if (link.done()) {
                links.remove(entry.getKey());
                link.close();
            }
        }
        running = !links.isEmpty();
        if (running) {
            vertx.setTimer(ROUND_MS, timer -> round());
        }
    }
}
