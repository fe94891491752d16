package dev.yamabiko.service;

import dev.yamabiko.stream.Sink;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;

/** A sink that also takes messages which are framed already, and no records. All calls on its event loop. */
public interface ByteSink extends Sink {

    /**
     * Writes whole framed messages, and releases the buffer when they are out, or cannot be: complete then, as HTTP/2
     * flow control lets them go; failed if the stream is over.
     */
    Future<Void> write(ByteBuf framed);

    /** Bytes that the client lets a new stream have on its way before it takes any of them. */
    int windowBytes();

    /** Ends the stream with an error; what the client does not take is given up, the error with it. */
    void abandon(Throwable error);
}
