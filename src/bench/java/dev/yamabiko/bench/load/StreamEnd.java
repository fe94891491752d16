package dev.yamabiko.bench.load;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a stream ended: told by the thread of its connection, awaited by another. */
final class StreamEnd {

    private static final long ENDS_WITHIN_SECONDS = 600;

    private final String field;
    private final Set<String> good;
    private final CountDownLatch ended = new CountDownLatch(1);
    private String status = "none";
    private String text = "";

    private StreamEnd(String field, Set<String> good) {
        this.field = field;
        this.good = good;
    }

    /** Of a gRPC call. */
    static StreamEnd grpc() {
        return new StreamEnd("grpc-status", Set.of("0"));
    }

    /** Of a plain request. */
    static StreamEnd http() {
        return new StreamEnd(":status", Set.of("200", "201", "204"));
    }

    /** Headers or trailers. */
    void headers(Http2Headers headers) {
        CharSequence found = headers.get(field);
        if (found != null) {
            status = found.toString();
            text = String.valueOf(headers.get("grpc-message"));
        }
    }

    /** Nothing comes any more. */
    void ended() {
        ended.countDown();
    }

    /** Waits for it; throws if that was no good one. */
    void await(Http2Connection connection) {
        try {
            if (!ended.await(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("stream: no end within " + ENDS_WITHIN_SECONDS + " s");
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stream: interrupted", error);
        }
        connection.check();
        if (!good.contains(status)) {
            throw new IllegalStateException(field + ": " + status + " " + text + " (expected: one of " + good + ")");
        }
    }
}
