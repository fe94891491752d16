package dev.yamabiko.stream;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Appends that belong together, in order: behind one that failed none is kept, so that what is kept of them is always
 * what came first. Appends of one thread; they may be many at a time.
 */
public final class Producer {

    private final Appender appender;
    private volatile @Nullable Throwable failure;

    Producer(Appender appender) {
        this.appender = appender;
    }

    /** As {@link Appender#append}; fails like the first append of this producer that failed. */
    public Future<Long> append(Batch batch) {
        return appender.append(batch, this);
    }

    /** True while so much waits, of all producers, that they should pause. */
    public boolean full() {
        return appender.full();
    }

    /** Why the first of its appends that failed did; null: none did. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Nothing more is kept. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }
}
