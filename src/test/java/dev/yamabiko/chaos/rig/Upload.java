package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.datacollection.v1.DataCollectionServiceGrpc;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One CollectLogs call, sent as fast as the hub takes it. {@link #send} and {@link #finish} are one thread's;
 * {@link #cancel} and {@link #over} any thread's.
 */
public final class Upload {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Metadata.Key<String> KEY =
            Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> EPOCH = Metadata.Key.of("hub-epoch", Metadata.ASCII_STRING_MARSHALLER);

    private final ClientCall<LogEntry, LogCollectionResult> call;
    private final Object changed = new Object();
    private LogCollectionResult result = LogCollectionResult.getDefaultInstance();
    private volatile Outcome outcome;
    private volatile String epoch = "";

    /** Opens the call. */
    public Upload(Channel channel) {
        this(channel, CallOptions.DEFAULT, new Metadata());
    }

    /** Opens the call with an idempotency key and a deadline. */
    public Upload(Channel channel, String key, Duration limit) {
        this(
                channel,
                CallOptions.DEFAULT.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS),
                keyed(new Metadata(), key));
    }

    private Upload(Channel channel, CallOptions options, Metadata headers) {
        call = channel.newCall(DataCollectionServiceGrpc.getCollectLogsMethod(), options);
        call.start(new Listener(), headers);
        call.request(2);
    }

    private static Metadata keyed(Metadata headers, String key) {
        headers.put(KEY, key);
        return headers;
    }

    /**
     * Sends an entry, once there is room for it.
     *
     * @return false if the call is over; then it was not sent
     */
    public boolean send(LogEntry entry) {
        if (!call.isReady()) {
            await("room in a CollectLogs call", () -> call.isReady() || over());
        }
        if (over()) {
            return false;
        }
        call.sendMessage(entry);
        return true;
    }

    /** Sends an entry that is all of the call, whether there is room for it or not. */
    public void sendNow(LogEntry entry) {
        call.sendMessage(entry);
        call.halfClose();
    }

    /** Says that this was all. */
    public void halfClose() {
        call.halfClose();
    }

    /** Says that this was all, and waits for the answer. */
    public Outcome finish() {
        halfClose();
        return outcome();
    }

    /** Waits for the end of the call. */
    public Outcome outcome() {
        await("the end of a CollectLogs call", this::over);
        return outcome;
    }

    /** Gives the call up. */
    public void cancel() {
        call.cancel("given up", null);
    }

    /** True once the call has ended. */
    public boolean over() {
        return outcome != null;
    }

    /** The hub's answer, after an outcome that is OK. */
    public LogCollectionResult result() {
        synchronized (changed) {
            return result;
        }
    }

    /** The epoch in which the hub took the call, or an empty text if it did not. */
    public String epoch() {
        return epoch;
    }

    private void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        synchronized (changed) {
            while (!condition.getAsBoolean()) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new AssertionError(what + ": not within " + LONGEST_WAIT.toMillis() + " ms");
                }
                try {
                    changed.wait(left);
                } catch (InterruptedException error) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(what + ": interrupted", error);
                }
            }
        }
    }

    /** Hears of the call on a thread of its channel. */
    private final class Listener extends ClientCall.Listener<LogCollectionResult> {
        @Override
        public void onHeaders(Metadata headers) {
            String value = headers.get(EPOCH);
            epoch = value == null ? "" : value;
        }

        @Override
        public void onReady() {
            synchronized (changed) {
                changed.notifyAll();
            }
        }

        @Override
        public void onMessage(LogCollectionResult message) {
            synchronized (changed) {
                result = message;
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            synchronized (changed) {
                outcome = new Outcome(status, trailers);
                changed.notifyAll();
            }
        }
    }
}
