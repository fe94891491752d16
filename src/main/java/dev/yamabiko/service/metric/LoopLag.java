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
        long[] due = {System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MS)};
        vertx.setPeriodic(EVERY_MS, timer -> {
            long now = System.nanoTime();
            worstNs.accumulateAndGet(now - due[0], Math::max);
            due[0] = Math.max(now, due[0]) + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
        });
    }

    /** The longest wait since it was asked last. */
    double takeSeconds() {
        return worstNs.getAndSet(0) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
