package dev.yamabiko.support;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client's stream that takes as many writes as a test allows, and remembers what it took. Used by one thread. */
public final class FakeSink implements Sink {

    private final List<LogEntry> entries = new ArrayList<>();
    private long allowed = Long.MAX_VALUE;
    private int writes;
    private boolean closesLater;
    private boolean ended;
    private boolean closed;
    private @Nullable Throwable failure;
    private Runnable onWritable = () -> {};
    private Runnable onClose = () -> {};
    private Supplier<@Nullable ResumePoint> position = () -> null;

    /** A sink that takes everything. */
    public static FakeSink open() {
        return new FakeSink();
    }

    /** A sink that takes nothing until it is told to. */
    public static FakeSink stalled() {
        FakeSink sink = new FakeSink();
        sink.allowed = 0;
        return sink;
    }

    /** A sink that is not over when it is told to end, but only when its client goes away. */
    public static FakeSink closingLater() {
        FakeSink sink = new FakeSink();
        sink.closesLater = true;
        return sink;
    }

    /** Takes so many writes from now on. */
    public void allow(long writes) {
        allowed = writes;
        if (writable()) {
            onWritable.run();
        }
    }

    /** Ends the stream as a client does that goes away. */
    public void disconnect() {
        if (!closed) {
            closed = true;
            onClose.run();
        }
    }

    /** Records that came, without signals. */
    public List<LogEntry> records() {
        return entries.stream().filter(entry -> !entry.getHeartbeat()).toList();
    }

    /** Offsets of the records that came. */
    public List<Long> offsets() {
        return records().stream().map(LogEntry::getOffset).toList();
    }

    /** Offsets of the records of one topic that came. */
    public List<Long> offsets(Topic topic) {
        return records().stream()
                .filter(entry -> entry.getApplication().equals(topic.name()))
                .map(LogEntry::getOffset)
                .toList();
    }

    /** Heartbeats and gaps that came. */
    public List<LogEntry> signals() {
        return entries.stream().filter(LogEntry::getHeartbeat).toList();
    }

    /** Records and signals in the order in which they came. */
    public List<LogEntry> entries() {
        return entries;
    }

    public int writes() {
        return writes;
    }

    public boolean ended() {
        return ended;
    }

    public boolean closed() {
        return closed;
    }

    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public boolean writable() {
        return !closed && allowed > 0;
    }

    @Override
    public void write(Frames frames) {
        if (!closed) {
            allowed--;
            writes++;
            entries.addAll(Records.entries(frames));
        }
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    @Override
    public void onClose(Runnable action) {
        onClose = action;
    }

    @Override
    public void resumesAt(Supplier<@Nullable ResumePoint> where) {
        position = where;
    }

    /** Where another stream would go on. */
    public @Nullable ResumePoint position() {
        return position.get();
    }

    @Override
    public void end() {
        ended = true;
        over();
    }

    @Override
    public void fail(Throwable error) {
        failure = error;
        over();
    }

    private void over() {
        if (!closesLater) {
            disconnect();
        }
    }
}
