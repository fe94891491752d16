package dev.yamabiko.bench.load;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;

/** The response to a plain request. Used by its connection's thread; its end is awaited by another. */
final class HttpAnswer implements Http2Stream {

    /** Takes bytes of the response, valid during the call. */
    interface Body {
        void take(ByteBuffer in, int from, int to);
    }

    private final Body body;
    private final StreamEnd end = StreamEnd.http();

    HttpAnswer(Body body) {
        this.body = body;
    }

    @Override
    public void data(ByteBuffer in, int from, int to, long now) {
        body.take(in, from, to);
    }

    @Override
    public void headers(Http2Headers headers) {
        end.headers(headers);
    }

    @Override
    public void ended() {
        end.ended();
    }

    /** Waits for its end; throws if that was no good one. */
    void await(Http2Connection connection) {
        end.await(connection);
    }
}
