package dev.yamabiko.service.metric;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long due tasks wait on the event loops of a node: measured by a timer on each, seldom while nobody asks.
 * Thread-safe.
 */
final class LoopLag {

    private static final long EVERY_MS = 100;
    private static final long SELDOM_MS = 1_000;
    private static final long ASKED_NS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong worstNs = new AtomicLong();
    private volatile long askedAt = System.nanoTime() - ASKED_NS;

    /** Watches the current event loop, too. */
    void watch(Vertx vertx) {
        long now = System.nanoTime();
        long wait = now - askedAt < ASKED_NS ? EVERY_MS : SELDOM_MS;
        long due = now + TimeUnit.MILLISECONDS.toNanos(wait);
        vertx.setTimer(wait, timer -> {
            worstNs.accumulateAndGet(System.nanoTime() - due, Math::max);
            watch(vertx);
        });
    }

    /** The longest wait since it was asked last. */
    double takeSeconds() {
        askedAt = System.nanoTime();
        return worstNs.getAndSet(0) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
