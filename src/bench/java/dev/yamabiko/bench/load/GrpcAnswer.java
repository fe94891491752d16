package dev.yamabiko.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The one response of a CollectLogs call. Filled by the thread of its connection, awaited by another. */
final class GrpcAnswer implements Http2Stream {

    private static final int PREFIX_BYTES = 5;
    private static final long ANSWER_SECONDS = 300;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);
    private String status = "none";

    @Override
    public void data(ByteBuffer in, int from, int to, long now) {
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void headers(Http2Headers headers) {
        CharSequence found = headers.get("grpc-status");
        if (found != null) {
            status = found + " " + headers.get("grpc-message");
        }
    }

    @Override
    public void ended() {
        ended.countDown();
    }

    /** Waits until the server says that it has stored so many records. */
    void await(long records) {
        try {
            if (!ended.await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("write: no answer within " + ANSWER_SECONDS + " s");
            }
            if (!status.startsWith("0 ")) {
                throw new IllegalStateException("write: grpc-status " + status + " (expected: 0)");
            }
            int stored = LogCollectionResult.parseFrom(
                            ByteBuffer.wrap(body.toByteArray()).position(PREFIX_BYTES))
                    .getIndexedCount();
            if (stored != records) {
                throw new IllegalStateException("write: " + stored + " stored (expected: " + records + ")");
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("write: interrupted", error);
        } catch (InvalidProtocolBufferException error) {
            throw new IllegalStateException("write: unreadable answer", error);
        }
    }
}
