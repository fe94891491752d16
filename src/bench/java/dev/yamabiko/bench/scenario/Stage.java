package dev.yamabiko.bench.scenario;

import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be closed when a measurement is over, the newest first. One thread. */
final class Stage implements AutoCloseable {

    private final Deque<AutoCloseable> kept = new ArrayDeque<>();

    /** Closes it later. */
    <T extends AutoCloseable> T keep(T one) {
        kept.push(one);
        return one;
    }

    @Override
    public void close() {
        while (!kept.isEmpty()) {
            try {
                kept.pop().close();
            } catch (Exception error) {
                throw new IllegalStateException("close: " + error.getMessage(), error);
            }
        }
    }
}
