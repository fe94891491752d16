package dev.yamabiko.bench.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes an immutable object to the consumers of this process as it is. Stateless. */
final class ReferenceCodec implements MessageCodec<Object, Object> {

    static final String NAME = "reference";

    @Override
    public void encodeToWire(Buffer out, Object body) {
        throw new UnsupportedOperationException("wire: not used (expected: local delivery)");
    }

    @Override
    public Object decodeFromWire(int at, Buffer in) {
        throw new UnsupportedOperationException("wire: not used (expected: local delivery)");
    }

    @Override
    public Object transform(Object body) {
        return body;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
