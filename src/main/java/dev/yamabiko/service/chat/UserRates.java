package dev.yamabiko.service.chat;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How fast each user may talk, over all streams of a node. A user without a stream is remembered only as long as that
 * makes a difference. Thread-safe.
 */
final class UserRates {

    /** Users that have left are looked through each time so many more have. */
    private static final int SWEEP_EVERY = 256;

    private final int perSecond;
    private final int burst;
    private final Map<String, Talker> talkers = new ConcurrentHashMap<>();
    private final AtomicInteger left = new AtomicInteger();

    /** {@code perSecond}: messages a second in the long run; {@code burst}: messages at once. */
    UserRates(int perSecond, int burst) {
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** A user with streams. Thread-safe. */
    static final class Talker {
        private final Bucket bucket;
        private int streams;

        private Talker(Bucket bucket) {
            this.bucket = bucket;
        }

        /** 0: one more message may come; else when it may, milliseconds from now. */
        long take() {
            long nanos = bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
            return nanos == 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(nanos);
        }
    }

    /** One more stream of a user. */
    Talker come(String user) {
        return talkers.compute(user, (name, known) -> {
            Talker talker = known == null ? new Talker(full()) : known;
            talker.streams++;
            return talker;
        });
    }

    /** One stream less. */
    void go(String user) {
        talkers.computeIfPresent(user, (name, talker) -> {
            talker.streams--;
            return talker;
        });
        if (left.incrementAndGet() % SWEEP_EVERY == 0) {
            talkers.keySet().forEach(this::forget);
        }
    }

    /** How many users are remembered. */
    int size() {
        return talkers.size();
    }

    private void forget(String user) {
        talkers.computeIfPresent(
                user,
                (name, talker) -> talker.streams == 0 && talker.bucket.getAvailableTokens() >= burst ? null : talker);
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
