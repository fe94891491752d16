package dev.yamabiko.chaos.rig;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogServiceGrpc;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One StreamLogs call, whose reader says how much it takes. Thread-safe, apart from the order of what it is told to do.
 */
public final class LogStream {

    /** As much as comes. */
    public static final int EVERYTHING = Integer.MAX_VALUE;

    private static final MethodDescriptor<LogStreamRequest, Line> LINES =
            LogServiceGrpc.getStreamLogsMethod().toBuilder(
                            LogServiceGrpc.getStreamLogsMethod().getRequestMarshaller(), new LineMarshaller())
                    .build();
    private static final Metadata.Key<String> EPOCH = Metadata.Key.of("hub-epoch", Metadata.ASCII_STRING_MARSHALLER);

    private final ClientCall<LogStreamRequest, ?> call;
    private final CompletableFuture<String> epoch = new CompletableFuture<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private <T> LogStream(
            ClientCall<LogStreamRequest, T> call, LogStreamRequest request, int first, Consumer<T> reader) {
        this.call = call;
        call.start(new Listener<>(reader), new Metadata());
        if (first > 0) {
            call.request(first);
        }
        call.sendMessage(request);
    }

    /** Opens a call for lines; {@code first} of them are wanted at once, 0 or more. */
    public static LogStream lines(Channel channel, LogStreamRequest request, int first, Consumer<Line> reader) {
        return new LogStream(channel.newCall(LINES, CallOptions.DEFAULT), request, first, reader).halfClose();
    }

    /** Opens a call for whole entries. */
    public static LogStream entries(Channel channel, LogStreamRequest request, Consumer<LogEntry> reader) {
        return new LogStream(
                        channel.newCall(LogServiceGrpc.getStreamLogsMethod(), CallOptions.DEFAULT),
                        request,
                        EVERYTHING,
                        reader)
                .halfClose();
    }

    /** Opens a call and does not say that the request is complete. */
    public static LogStream half(Channel channel, LogStreamRequest request) {
        return new LogStream(channel.newCall(LINES, CallOptions.DEFAULT), request, EVERYTHING, line -> {});
    }

    /** Takes so many more. */
    public void request(int more) {
        call.request(more);
    }

    /** Leaves. */
    public void cancel() {
        call.cancel("left", null);
    }

    /** True once the call has ended. */
    public boolean over() {
        return outcome.isDone();
    }

    /** Waits for the epoch in the initial metadata. */
    public String epoch(Duration limit) {
        return await(epoch, "initial metadata", limit);
    }

    /** Waits for the end. */
    public Outcome outcome(Duration limit) {
        return await(outcome, "the end of a stream", limit);
    }

    /** Runs an action when the initial metadata is there, on a thread of the channel. */
    LogStream onEpoch(Consumer<String> action) {
        var unused = epoch.thenAccept(action);
        return this;
    }

    /** Runs an action at the end, on a thread of the channel. */
    LogStream onEnd(Consumer<Outcome> action) {
        var unused = outcome.thenAccept(action);
        return this;
    }

    private LogStream halfClose() {
        call.halfClose();
        return this;
    }

    private static <T> T await(CompletableFuture<T> future, String what, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException error) {
            throw new AssertionError(what + ": not within " + limit.toMillis() + " ms", error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what + ": interrupted", error);
        } catch (ExecutionException error) {
            throw new AssertionError(what, error.getCause());
        }
    }

    /** Hears of the call on a thread of its channel. */
    private final class Listener<T> extends ClientCall.Listener<T> {
        private final Consumer<T> reader;

        Listener(Consumer<T> reader) {
            this.reader = reader;
        }

        @Override
        public void onHeaders(Metadata headers) {
            String value = headers.get(EPOCH);
            epoch.complete(value == null ? "" : value);
        }

        @Override
        public void onMessage(T message) {
            reader.accept(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            epoch.complete("");
            outcome.complete(new Outcome(status, trailers));
        }
    }
}
