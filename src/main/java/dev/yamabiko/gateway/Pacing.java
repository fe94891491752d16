package dev.yamabiko.gateway;

import dev.yamabiko.gateway.limit.Pass;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Makes a call wait that is over its rates: it takes no more from its client, or sends no more, until its turn has
 * come. Used on the event loop of its call only.
 */
final class Pacing {

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Pass pass;
    private final CallGauges gauges;
    private final Turn in = new Turn();
    private final Turn out = new Turn();

    Pacing(Vertx vertx, Pass pass, CallGauges gauges) {
        this.vertx = vertx;
        this.pass = pass;
        this.gauges = gauges;
    }

    /** Whether nothing is counted. */
    boolean free() {
        return pass.free();
    }

    /** Counts what came; true: take no more until the action runs. */
    boolean received(int records, int bytes, Runnable goOn) {
        return in.after(pass.received(records, bytes), goOn);
    }

    /** Counts what went; true: send no more until the action runs. */
    boolean sent(int records, int bytes, Runnable goOn) {
        return out.after(pass.sent(records, bytes), goOn);
    }

    /** The call is over: nothing waits for its turn any more. */
    void stop() {
        in.stop();
        out.stop();
    }

    /** When one direction goes on. */
    private final class Turn {
        private long timer = NO_TIMER;
        private long atNanos;

        boolean after(long nanos, Runnable goOn) {
            if (nanos > 0) {
                atNanos = System.nanoTime() + nanos;
                if (timer == NO_TIMER) {
                    start(nanos, goOn);
                }
            }
            return timer != NO_TIMER;
        }

        private void start(long nanos, Runnable goOn) {
            gauges.timers().increment();
            timer = vertx.setTimer(1 + TimeUnit.NANOSECONDS.toMillis(nanos), id -> {
                stop();
                long left = atNanos - System.nanoTime();
                if (left > 0) {
                    start(left, goOn);
                } else {
                    goOn.run();
                }
            });
        }

        private void stop() {
            if (timer != NO_TIMER) {
                vertx.cancelTimer(timer);
                gauges.timers().decrement();
                timer = NO_TIMER;
            }
        }
    }
}
