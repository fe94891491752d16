package dev.yamabiko.stream;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a subscription writes: one client's stream. All calls on its event loop; all are harmless after the end. */
public interface Sink {

    /** False while enough bytes are on their way: write no more until {@link #onWritable} runs. */
    boolean writable();

    /** Writes records. Never refused; {@link #writable} says when to stop. */
    void write(Frames frames);

    /** Sets what runs whenever the sink has become writable again. */
    void onWritable(Runnable action);

    /** Adds what runs once when the stream is over, whoever ended it; at once if it is over already. */
    void onClose(Runnable action);

    /** Sets what says where another stream goes on, whoever ends this one; null: nowhere in particular. */
    default void resumesAt(Supplier<@Nullable ResumePoint> position) {}

    /** Ends the stream well, after everything written. */
    void end();

    /** Ends the stream with an error, after everything written. */
    void fail(Throwable error);
}
