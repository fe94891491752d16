package dev.yamabiko.bench.server;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;

/**
 * What subscribers on one node allow the writer on another to send: the event bus has no backpressure. Within one node
 * none is needed. Used on the event loop of its instance.
 */
final class BusCredit {

    private static final String ADDRESS = "credit";
    private static final int RECORDS = 5_000;
    private static final int MOST_AHEAD = 4 * RECORDS;

    private final EventBus bus;
    private final boolean clustered;
    private long ahead;
    private long delivered;

    BusCredit(EventBus bus, boolean clustered) {
        this.bus = bus;
        this.clustered = clustered;
    }

    /** Runs an action whenever the writer has got credit. */
    Future<Void> start(Runnable action) {
        return bus.<Long>consumer(ADDRESS, message -> {
                    ahead -= message.body();
                    action.run();
                })
                .completion();
    }

    /** The writer has sent a record. */
    void sent() {
        ahead++;
    }

    /** True while the writer may send no more. */
    boolean usedUp() {
        return clustered && ahead >= MOST_AHEAD;
    }

    /** A record was written to all subscribers. */
    void delivered() {
        delivered++;
    }

    /** Gives credit for what was delivered; {@code taken}: every subscriber takes more. */
    void settle(boolean taken) {
        if (clustered && taken && delivered >= RECORDS) {
            bus.publish(ADDRESS, delivered);
            delivered = 0;
        }
    }
}
