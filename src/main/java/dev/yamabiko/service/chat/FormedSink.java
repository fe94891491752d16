package dev.yamabiko.service.chat;

import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Sink;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A sink that what is written to it takes another form on its way to. Used on the event loop of its sink.
 *
 * @param written told what was written, when it was
 */
record FormedSink(Sink sink, UnaryOperator<Frames> form, Consumer<Frames> written) implements Sink {

    @Override
    public boolean writable() {
        return sink.writable();
    }

    @Override
    public void write(Frames frames) {
        Frames formed = form.apply(frames);
        if (!formed.isEmpty()) {
            sink.write(formed);
        }
        written.accept(frames);
    }

    @Override
    public void onWritable(Runnable action) {
        sink.onWritable(action);
    }

    @Override
    public void onClose(Runnable action) {
        sink.onClose(action);
    }

    @Override
    public void resumesAt(Supplier<@Nullable ResumePoint> position) {
        sink.resumesAt(position);
    }

    @Override
    public void end() {
        sink.end();
    }

    @Override
    public void fail(Throwable error) {
        sink.fail(error);
    }
}
