package dev.yamabiko.bench.load;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The one response of a gRPC call. Filled by the thread of its connection, awaited by another. */
final class GrpcAnswer implements Http2Stream {

    private static final int PREFIX_BYTES = 5;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final StreamEnd end = StreamEnd.grpc();

    @Override
    public void data(ByteBuffer in, int from, int to, long now) {
        byte[] bytes = new byte[to - from];
        in.get(from, bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void headers(Http2Headers headers) {
        end.headers(headers);
    }

    @Override
    public void ended() {
        end.ended();
    }

    /** Waits for it; throws if the call failed. */
    <T> T await(Http2Connection connection, Parser<T> parser) {
        end.await(connection);
        try {
            return parser.parseFrom(ByteBuffer.wrap(body.toByteArray()).position(PREFIX_BYTES));
        } catch (InvalidProtocolBufferException error) {
            throw new IllegalStateException("answer: unreadable", error);
        }
    }
}
