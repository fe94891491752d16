package dev.yamabiko.gateway;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.StreamResetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call of a {@link RawConnection}: bytes out, messages and an end back. Written by one thread. */
final class RawCall {

    /**
     * How a call ended.
     *
     * @param http the HTTP status; 0: none
     * @param grpc the name of the gRPC status; empty: none
     * @param reason the reason of its ErrorInfo; empty: none
     * @param reset the code of the RST_STREAM that ended it instead; -1: none
     */
    record End(int http, String grpc, String reason, String message, long reset, Status details) {

        /** The first detail of a type. */
        <M extends Message> M detail(Class<M> type) {
            try {
                for (Any detail : details.getDetailsList()) {
                    if (detail.is(type)) {
                        return detail.unpack(type);
                    }
                }
            } catch (InvalidProtocolBufferException error) {
                throw new AssertionError(error);
            }
            throw new AssertionError("no " + type.getSimpleName() + " in " + this);
        }

        /** {@code CODE REASON}, or what came instead. */
        String text() {
            if (!grpc.isEmpty()) {
                return reason.isEmpty() ? grpc : grpc + " " + reason;
            }
            return reset >= 0 ? "RST_STREAM " + reset : "HTTP " + http;
        }
    }

    private final HttpClientRequest request;
    private final CompletableFuture<MultiMap> head = new CompletableFuture<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final Deframer deframer = new Deframer(64 << 20, false, this::message);

    RawCall(HttpClientRequest request) {
        this.request = request;
        request.response().onSuccess(this::responded).onFailure(this::lost);
        request.exceptionHandler(this::lost);
        request.sendHead();
    }

    /** Sends bytes as they are. */
    RawCall send(byte[] bytes) {
        request.write(Buffer.buffer(bytes));
        return this;
    }

    /** Half-closes. */
    RawCall end() {
        request.end();
        return this;
    }

    /** Takes the call back. */
    void reset() {
        request.reset(8);
    }

    /** Waits for the initial metadata. */
    MultiMap head() throws Exception {
        return head.get(10, TimeUnit.SECONDS);
    }

    /** Waits for the next message. */
    byte[] message() throws Exception {
        byte[] message = messages.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message; end: " + end.getNow(null));
        }
        return message;
    }

    /** Messages that have come and not been asked for. */
    List<byte[]> rest() {
        List<byte[]> rest = new ArrayList<>();
        messages.drainTo(rest);
        return rest;
    }

    /** Waits for the end. */
    End await() throws Exception {
        return end.get(20, TimeUnit.SECONDS);
    }

    boolean ended() {
        return end.isDone();
    }

    private void responded(HttpClientResponse response) {
        boolean grpc = response.getHeader("content-type") != null;
        response.handler(chunk -> {
            if (grpc) {
                deframer.accept(chunk.getBytes(), 0, chunk.length());
            }
        });
        response.exceptionHandler(this::lost);
        response.endHandler(v -> end.complete(end(response)));
        head.complete(response.headers());
    }

    private void message(byte[] bytes, int from, int to) {
        messages.add(Arrays.copyOfRange(bytes, from, to));
    }

    private void lost(Throwable error) {
        long code = error instanceof StreamResetException reset ? reset.getCode() : -1;
        head.completeExceptionally(error);
        end.complete(new End(0, "", "", String.valueOf(error.getMessage()), code, Status.getDefaultInstance()));
    }

    private static End end(HttpClientResponse response) {
        MultiMap metadata = response.headers().contains("grpc-status") ? response.headers() : response.trailers();
        String status = metadata.get("grpc-status");
        String name = status == null
                ? ""
                : io.grpc.Status.fromCodeValue(Integer.parseInt(status))
                        .getCode()
                        .name();
        String message = metadata.get("grpc-message");
        String details = metadata.get("grpc-status-details-bin");
        End end = new End(response.statusCode(), name, "", message == null ? "" : message, -1, details(details));
        String reason = details == null
                ? ""
                : end.detail(com.google.rpc.ErrorInfo.class).getReason();
        return new End(end.http, name, reason, end.message, -1, end.details);
    }

    private static Status details(String header) {
        try {
            return header == null
                    ? Status.getDefaultInstance()
                    : Status.parseFrom(Base64.getDecoder().decode(header));
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }
}
