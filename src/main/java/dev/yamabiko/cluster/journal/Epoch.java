package dev.yamabiko.cluster.journal;

import com.hazelcast.map.IMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which history the members keep: what they all say, as far as this one has heard. One question at a time, so that no
 * late answer undoes a newer one. {@link #value} and {@link #giveUp} may be called on any thread; all else runs on the
 * executor.
 */
final class Epoch {

    private static final Logger LOG = LoggerFactory.getLogger(Epoch.class);
    private static final String KEY = "epoch";

    private final IMap<String, String> meta;
    private final Executor executor;
    private final RandomGenerator random;
    private final Runnable changed;
    private volatile String value = "";
    private @Nullable String givenUp = "";
    private boolean asking;

    /** {@code changed}: runs after it has become another one. */
    Epoch(IMap<String, String> meta, Executor executor, RandomGenerator random, Runnable changed) {
        this.meta = meta;
        this.executor = executor;
        this.random = random;
        this.changed = changed;
    }

    /** The one that holds; empty until the others were asked. */
    String value() {
        return value;
    }

    /** That history is lost, or not one: another one begins, unless one has since. */
    void giveUp(String old) {
        executor.execute(() -> {
            if (givenUp == null && old.equals(value)) {
                LOG.warn("journal has lost history epoch={}", old);
                givenUp = old;
            }
        });
    }

    /** Asks which one holds; while this member may decide. */
    void refresh() {
        if (asking) {
            return;
        }
        asking = true;
        String old = givenUp;
        CompletionStage<String> answer =
                old == null ? meta.getAsync(KEY) : meta.submitToKey(KEY, new Renew(old, fresh()));
        answer.whenCompleteAsync((now, error) -> answered(old, now, error), executor);
    }

    private void answered(@Nullable String old, @Nullable String now, @Nullable Throwable error) {
        asking = false;
        if (error != null) {
            return;
        }
        if (now == null) {
            givenUp = value;
            return;
        }
        if (old != null) {
            givenUp = null;
        }
        if (!now.equals(value)) {
            LOG.info("journal epoch={} before={}", now, value);
            value = now;
            changed.run();
        }
    }

    private String fresh() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
