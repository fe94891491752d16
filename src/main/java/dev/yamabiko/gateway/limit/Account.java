package dev.yamabiko.gateway.limit;

import dev.yamabiko.gateway.limit.Quota.Held;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one caller, one address or the whole node has open and has used lately. Costs as many bytes as what it uses.
 * Thread-safe: its own lock, held for moments.
 */
final class Account {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Quota quota;
    private int connections;
    private int streams;
    private int subscriptions;
    private long lastReturn;
    private @Nullable Bucket calls;
    private @Nullable Bucket recordsIn;
    private @Nullable Bucket bytesIn;
    private @Nullable Bucket recordsOut;
    private @Nullable Bucket bytesOut;

    /** Holders of it, counted by {@link Accounts} under its own lock. */
    int holders;

    /** Has nothing open and used nothing. */
    Account(Quota quota) {
        this.quota = quota;
        this.lastReturn = quota.time().currentTimeNanos();
    }

    /** What it may use. */
    Quota quota() {
        return quota;
    }

    /** Counts one more, or refuses it. */
    synchronized void open(Held what) {
        int most = quota.most(what);
        if (most > 0 && count(what) >= most) {
            throw quota.tooMany(what);
        }
        add(what, 1);
    }

    /** Counts one less. */
    synchronized void close(Held what) {
        add(what, -1);
    }

    /** Counts a call that begins, or refuses it. */
    synchronized void begin() {
        int rate = quota.bounds().callsPerSecond();
        if (rate > 0) {
            if (calls == null) {
                calls = quota.bucket(rate);
            }
            if (!calls.tryConsume(1)) {
                throw quota.tooFast(turn(calls, rate));
            }
        }
    }

    /** A call was counted that did not begin after all. */
    synchronized void takeBack() {
        if (calls != null) {
            calls.addTokens(1);
        }
    }

    /** Pays for what came; how long to take no more, in nanoseconds. */
    synchronized long received(long records, long bytes) {
        recordsIn = recordBucket(recordsIn);
        bytesIn = byteBucket(bytesIn);
        return Math.max(pay(recordsIn, records), pay(bytesIn, quota.byteTokens(bytes)));
    }

    /** Pays for what went; how long to send no more, in nanoseconds. */
    synchronized long sent(long records, long bytes) {
        recordsOut = recordBucket(recordsOut);
        bytesOut = byteBucket(bytesOut);
        return Math.max(pay(recordsOut, records), pay(bytesOut, quota.byteTokens(bytes)));
    }

    /** Those who are refused come back one after the other, as fast as calls may begin. */
    private long turn(Bucket bucket, int rate) {
        EstimationProbe probe = bucket.estimateAbilityToConsume(1);
        long now = quota.time().currentTimeNanos();
        long next = Math.max(now + probe.getNanosToWaitForRefill(), lastReturn + SECOND / rate);
        lastReturn = Math.min(next, now + TimeUnit.MILLISECONDS.toNanos(Returns.LONGEST_MS));
        return next - now;
    }

    private @Nullable Bucket recordBucket(@Nullable Bucket known) {
        int rate = quota.bounds().recordsPerSecond();
        return rate == 0 || known != null ? known : quota.bucket(rate);
    }

    private @Nullable Bucket byteBucket(@Nullable Bucket known) {
        return quota.bounds().bytesPerSecond() == 0 || known != null ? known : quota.byteBucket();
    }

    private static long pay(@Nullable Bucket bucket, long tokens) {
        return bucket == null || tokens == 0 ? 0 : bucket.consumeIgnoringRateLimits(tokens);
    }

    private int count(Held what) {
        return switch (what) {
            case CONNECTION -> connections;
            case STREAM -> streams;
            case SUBSCRIPTION -> subscriptions;
        };
    }

    private void add(Held what, int change) {
        switch (what) {
            case CONNECTION -> connections += change;
            case STREAM -> streams += change;
            case SUBSCRIPTION -> subscriptions += change;
        }
    }
}
