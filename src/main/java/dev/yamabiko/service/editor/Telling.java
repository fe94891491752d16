package dev.yamabiko.service.editor;

import dev.yamabiko.service.ProtoFields;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;

/** A sink of events that knows up to which revision it has told them. Used on the event loop of its call. */
final class Telling implements Sink {

    private static final int OFFSET = 15;

    private final Sink sink;
    private final Runnable onTold;
    private final ProtoFields fields = new ProtoFields();
    private long revision;

    /** {@code onTold}: runs whenever it has told something. */
    Telling(Sink sink, Runnable onTold) {
        this.sink = sink;
        this.onTold = onTold;
    }

    /** The last revision told. */
    long revision() {
        return revision;
    }

    @Override
    public void write(Frames frames) {
        sink.write(frames);
        byte[] bytes = frames.array();
        frames.forEach((offset, from, to) -> {
            fields.reset(bytes, from, to);
            while (fields.next()) {
                revision = fields.is(OFFSET, ProtoFields.VARINT) ? fields.varint() : revision;
            }
        });
        onTold.run();
    }

    @Override
    public boolean writable() {
        return sink.writable();
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
    public void end() {
        sink.end();
    }

    @Override
    public void fail(Throwable error) {
        sink.fail(error);
    }
}
