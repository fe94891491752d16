package dev.yamabiko.service.file;

import dev.yamabiko.service.Caller;
import io.github.bucket4j.Bucket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives callers leave to send or receive bytes, as fast as the rates allow: of those who wait, whoever has had the
 * least goes first, however many calls are his. A leave is given whole once there is no debt, and paid afterwards.
 * Thread-safe: its state has an event loop of its own.
 */
final class Throttle {

    /** A leave is for what goes in so much time, so that rates are even. */
    private static final int LEAVES_PER_SECOND = 20;

    private static final int LEAST_LEAVE = 1_024;

    private final Vertx vertx;
    private final Context context;
    private final long callerRate;
    private final long nodeRate;
    private final @Nullable Bucket node;
    private final Map<String, Line> lines = new HashMap<>();
    private boolean waiting;

    /** Bytes per second; 0: no bound. */
    Throttle(Vertx vertx, long callerRate, long nodeRate) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.callerRate = callerRate;
        this.nodeRate = nodeRate;
        this.node = nodeRate == 0 ? null : bucket(nodeRate);
    }

    /** Best size of a leave: at most so many bytes. */
    int leaveBytes(int most) {
        long rate = Math.min(callerRate == 0 ? Long.MAX_VALUE : callerRate, nodeRate == 0 ? Long.MAX_VALUE : nodeRate);
        return (int) Math.min(most, Math.max(LEAST_LEAVE, rate / LEAVES_PER_SECOND));
    }

    /** Complete, on the caller's context, when so many bytes may go. */
    Future<Void> leave(Caller caller, int bytes) {
        if (callerRate == 0 && nodeRate == 0) {
            return Future.succeededFuture();
        }
        Context asking = vertx.getOrCreateContext();
        Promise<Void> given = Promise.promise();
        Runnable tell = () -> asking.runOnContext(v -> given.complete());
        context.runOnContext(v -> {
            lines.computeIfAbsent(
                            caller.name(), name -> new Line(callerRate == 0 ? null : bucket(callerRate), leastServed()))
                    .requests
                    .add(new Request(bytes, tell));
            give();
        });
        return given.future();
    }

    /** Gives all leaves that can be given now, and comes back for the next one. */
    private void give() {
        long now = wait(node);
        while (now == 0) {
            Line next = waitingLines()
                    .filter(line -> wait(line.bucket) == 0)
                    .min(Comparator.comparingLong(line -> line.served))
                    .orElse(null);
            if (next == null) {
                break;
            }
            Request request = next.requests.remove();
            next.served += request.bytes;
            pay(next.bucket, request.bytes);
            pay(node, request.bytes);
            request.tell.run();
            now = wait(node);
        }
        forget(now == 0);
        comeBack(now);
    }

    /** Who waits for nothing is remembered as long as he has had more than others who wait. */
    private void forget(boolean idle) {
        OptionalLong least = waitingLines().mapToLong(line -> line.served).min();
        lines.values()
                .removeIf(line -> line.requests.isEmpty()
                        && isFull(line.bucket)
                        && (least.isPresent() ? line.served < least.getAsLong() : idle));
    }

    private void comeBack(long nodeNanos) {
        OptionalLong least = waitingLines().mapToLong(line -> wait(line.bucket)).min();
        if (waiting || least.isEmpty()) {
            return;
        }
        long callerNanos = least.getAsLong();
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(Math.max(nodeNanos, callerNanos)) + 1;
        waiting = true;
        vertx.setTimer(milliseconds, timer -> {
            waiting = false;
            give();
        });
    }

    private Stream<Line> waitingLines() {
        return lines.values().stream().filter(line -> !line.requests.isEmpty());
    }

    /** Who comes now is not owed what others had before. */
    private long leastServed() {
        return lines.values().stream().mapToLong(line -> line.served).min().orElse(0);
    }

    /** As a new one is. */
    private boolean isFull(@Nullable Bucket bucket) {
        return bucket == null || bucket.getAvailableTokens() >= capacity(callerRate);
    }

    private static long capacity(long bytesPerSecond) {
        return Math.max(1, bytesPerSecond / LEAVES_PER_SECOND);
    }

    private static Bucket bucket(long bytesPerSecond) {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(capacity(bytesPerSecond)).refillGreedy(bytesPerSecond, Duration.ofSeconds(1)))
                .build();
    }

    /** Until there is no debt, nanoseconds. */
    private static long wait(@Nullable Bucket bucket) {
        return bucket == null ? 0 : bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    }

    private static void pay(@Nullable Bucket bucket, int bytes) {
        if (bucket != null) {
            bucket.consumeIgnoringRateLimits(bytes);
        }
    }

    private record Request(int bytes, Runnable tell) {}

    /** Those of one caller who wait. */
    private static final class Line {
        final @Nullable Bucket bucket;
        final Deque<Request> requests = new ArrayDeque<>();
        long served;

        Line(@Nullable Bucket bucket, long served) {
            this.bucket = bucket;
            this.served = served;
        }
    }
}
