package dev.yamabiko.node;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node takes calls: what health tells load balancers. Thread-safe. */
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final String ADDRESS = "yamabiko.readiness";

    private final Vertx vertx;
    private volatile Node.State state = Node.State.NOT_SERVING;

    /** Not serving until told so. */
    public Readiness(Vertx vertx) {
        this.vertx = vertx;
    }

    /** True while the node takes calls. */
    public boolean serving() {
        return state() == Node.State.SERVING;
    }

    /** What the node is up to; never {@link Node.State#SILENT}. */
    public Node.State state() {
        return state;
    }

    /** Sets it, and tells who watches if it has changed. A node that drains stays so. */
    public synchronized void set(Node.State now, String why) {
        if (state != now && state != Node.State.DRAINING) {
            state = now;
            LOG.info("readiness changed state={} why={}", now, why);
            vertx.eventBus().publish(ADDRESS, now.name(), new DeliveryOptions().setLocalOnly(true));
        }
    }

    /**
     * Tells of changes on the caller's context.
     *
     * @return ends it
     */
    public Runnable watch(Runnable changed) {
        MessageConsumer<String> consumer = vertx.eventBus().localConsumer(ADDRESS, message -> changed.run());
        return consumer::unregister;
    }
}
