package dev.yamabiko.bench.load;

import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;

/** What arrives on one HTTP/2 stream. Called by the thread of its connection. */
interface Http2Stream {

    /** Bytes of the response, valid during the call; {@code now} is when they came in. */
    void data(ByteBuffer in, int from, int to, long now);

    /** Headers or trailers. */
    void headers(Http2Headers headers);

    /** Nothing comes any more. */
    void ended();
}
