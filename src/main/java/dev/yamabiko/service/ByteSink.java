package dev.yamabiko.service;

import dev.yamabiko.stream.Sink;
import io.netty.buffer.ByteBuf;

/** A sink that also takes messages which are framed already, and no records. All calls on its event loop. */
public interface ByteSink extends Sink {

    /** Writes whole framed messages, and releases the buffer when they are out, or cannot be. */
    void write(ByteBuf framed);
}
