package dev.yamabiko.support;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import java.util.concurrent.TimeoutException;

/** What becomes of a future, for tests that are no event loop. */
public final class Answer {

    private static final int LIMIT_SECONDS = 20;

    private Answer() {}

    /** Its result; throws its failure. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(LIMIT_SECONDS, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer after " + LIMIT_SECONDS + " s", e);
        }
    }
}
