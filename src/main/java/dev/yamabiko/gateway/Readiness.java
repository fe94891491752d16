package dev.yamabiko.gateway;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this node takes calls: what health tells load balancers. Thread-safe. */
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final String ADDRESS = "yamabiko.readiness";

    private final Vertx vertx;
    private final AtomicBoolean serving = new AtomicBoolean();

    /** Not serving until told so. */
    public Readiness(Vertx vertx) {
        this.vertx = vertx;
    }

    /** True while the node takes calls. */
    public boolean serving() {
        return serving.get();
    }

    /** Sets it, and tells who watches if it has changed. */
    public void set(boolean nowServing, String why) {
        if (serving.getAndSet(nowServing) != nowServing) {
            LOG.info("readiness changed serving={} why={}", nowServing, why);
            vertx.eventBus().publish(ADDRESS, nowServing, new DeliveryOptions().setLocalOnly(true));
        }
    }

    /** Tells of changes on the caller's context. */
    MessageConsumer<Boolean> watch(Handler<Boolean> watcher) {
        return vertx.eventBus().localConsumer(ADDRESS, message -> watcher.handle(message.body()));
    }
}
