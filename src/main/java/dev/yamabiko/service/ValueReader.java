package dev.yamabiko.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Signals;
import dev.yamabiko.stream.Sink;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the newest values of a latest topic as messages, as they come: a reader inside the hub. What is no such message
 * is left out. Used on the event loop of its lane.
 *
 * @param <M> what the values are
 */
public final class ValueReader<M> implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(ValueReader.class);

    private final Parser<M> parser;
    private final Consumer<M> each;
    private final Runnable then;
    private final Consumer<Throwable> onFail;
    private Runnable onClose = () -> {};
    private boolean closed;

    /**
     * Hears nothing yet.
     *
     * @param each takes a value
     * @param then called after values that came together
     * @param onFail told if the topic is read no more
     */
    public ValueReader(Parser<M> parser, Consumer<M> each, Runnable then, Consumer<Throwable> onFail) {
        this.parser = parser;
        this.each = each;
        this.then = then;
        this.onFail = onFail;
    }

    /** Hears no more. */
    public void close() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }

    @Override
    public void write(Frames frames) {
        byte[] bytes = frames.array();
        for (int at = frames.start(), next; at < frames.end() && !closed; at = next) {
            next = Frames.frameEnd(bytes, at);
            if (!Signals.isSignal(bytes, at + Frames.HEADER_BYTES, next)) {
                take(bytes, at + Frames.HEADER_BYTES, next);
            }
        }
        if (!closed) {
            then.run();
        }
    }

    private void take(byte[] bytes, int from, int to) {
        M value;
        try {
            value = parser.parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            LOG.warn("value unreadable error={}", error.getMessage());
            return;
        }
        each.accept(value);
    }

    @Override
    public boolean writable() {
        return !closed;
    }

    @Override
    public void onWritable(Runnable action) {
        // it always is
    }

    @Override
    public void onClose(Runnable action) {
        onClose = action;
    }

    @Override
    public void end() {
        // a latest topic does not end
    }

    @Override
    public void fail(Throwable error) {
        close();
        onFail.accept(error);
    }
}
