package dev.yamabiko.service.file;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/** Notices that a client has left its transfer alone for too long. Used on the event loop of its call only. */
final class IdleWatch {

    /** In the time that a client has; it gets at most one of them more. */
    private static final int LOOKS = 4;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final long timer;
    private int looks;

    /**
     * Watches until it is stopped.
     *
     * @param idleMs what a client has, milliseconds; 0: no bound
     * @param waiting whether it is the client's turn
     * @param then what to do about it
     */
    IdleWatch(Vertx vertx, long idleMs, BooleanSupplier waiting, Runnable then) {
        this.vertx = vertx;
        this.timer = idleMs == 0
                ? NO_TIMER
                : vertx.setPeriodic(idleMs / LOOKS, id -> {
                    looks = waiting.getAsBoolean() ? looks + 1 : 0;
                    if (looks > LOOKS) {
                        then.run();
                    }
                });
    }

    /** The client has gone on. */
    void moved() {
        looks = 0;
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
