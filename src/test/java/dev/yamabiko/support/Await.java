package dev.yamabiko.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something to become true: looks again and again, and gives up at a deadline. */
public final class Await {

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private Await() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what what is waited for, for the message when it does not come
     */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        until(() -> what, limit, condition);
    }

    /** The same, with a message that says how things are at the end. */
    public static void until(Supplier<String> what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new AssertionError(what.get() + ": not within " + limit.toMillis() + " ms");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Lets time pass, in which others do what they do. */
    public static void passing(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        until("time passes", time.plusSeconds(60), () -> System.nanoTime() >= end);
    }
}
