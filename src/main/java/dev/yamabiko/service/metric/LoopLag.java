package dev.yamabiko.service.metric;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How long due tasks wait on the event loops of a node: measured by a timer on each. Thread-safe. */
final class LoopLag {

    private static final long EVERY_MS = 100;

    private final AtomicLong worstNs = new AtomicLong();

    /** Watches the current event loop, too. */
    void watch(Vertx vertx) {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
        vertx.setTimer(EVERY_MS, timer -> {
            worstNs.accumulateAndGet(System.nanoTime() - due, Math::max);
            watch(vertx);
        });
    }

    /** The longest wait since it was asked last. */
    double takeSeconds() {
        return worstNs.getAndSet(0) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
