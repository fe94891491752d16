package dev.yamabiko.service.metric;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers the values that the calls of one event loop record, and passes them on together: values of a series cross to
 * its keeper four times a second, however many they are. Created and used on that event loop.
 */
final class Recorder {

    private static final long PUSH_MS = 250;

    private final Vertx vertx;
    private final Consumer<List<Recorded>> keeper;
    private List<Delta> fresh = new ArrayList<>();

    Recorder(Vertx vertx, Consumer<List<Recorded>> keeper) {
        this.vertx = vertx;
        this.keeper = keeper;
    }

    /** A value of a series. */
    void record(Delta delta, double value, long time) {
        if (delta.add(value, time)) {
            if (fresh.isEmpty()) {
                vertx.setTimer(PUSH_MS, timer -> push());
            }
            fresh.add(delta);
        }
    }

    /** Passes on what has come so far. */
    void push() {
        if (!fresh.isEmpty()) {
            keeper.accept(fresh.stream().map(Delta::take).toList());
            fresh = new ArrayList<>();
        }
    }
}
