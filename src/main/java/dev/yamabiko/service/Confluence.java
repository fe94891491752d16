package dev.yamabiko.service;

import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Sink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's stream that several write to: whoever holds the call, and any number of branches, such as a subscription
 * for each topic the call reads. They share what the client takes: the owner goes first, then the branches in turn, so
 * that a busy one holds up no other for longer than the stream was full. Whoever opens branches bounds their number.
 *
 * <p>Used on the event loop of its call only.
 */
public final class Confluence {

    private final Sink outbound;
    private final Deque<Branch> branches = new ArrayDeque<>();
    private Runnable onWritable = () -> {};
    private boolean over;

    /** Takes over the sink: from now on only this writes to it, and hears that it is writable. */
    public Confluence(Sink outbound) {
        this.outbound = outbound;
        outbound.onWritable(this::goOn);
        outbound.onClose(this::close);
        outbound.resumesAt(this::position);
    }

    /** False while enough bytes are on their way to the client: take no further request. */
    public boolean writable() {
        return outbound.writable();
    }

    /** Writes what the owner of the call has to say, right behind what was written last. */
    public void write(Frames frames) {
        outbound.write(frames);
    }

    /** Sets what runs whenever the stream has become writable again, before any branch goes on. */
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    /**
     * A sink for one more writer.
     *
     * @param ended told once if the writer ends the branch, with the error of one that fails, else null: the call goes
     *     on until the owner ends it
     */
    public Branch branch(Consumer<@Nullable Throwable> ended) {
        Branch branch = new Branch(ended);
        if (over) {
            branch.close();
        } else {
            branches.add(branch);
        }
        return branch;
    }

    /** All branches that know theirs; another stream reads the others from their beginning. */
    private @Nullable ResumePoint position() {
        return ResumePoint.joined(branches.stream()
                .map(branch -> branch.position.get())
                .filter(Objects::nonNull)
                .toList());
    }

    private void goOn() {
        onWritable.run();
        for (int left = branches.size(); left > 0 && outbound.writable() && !branches.isEmpty(); left--) {
            Branch next = branches.remove();
            branches.add(next);
            next.onWritable.run();
        }
    }

    private void close() {
        over = true;
        List.copyOf(branches).forEach(Branch::close);
    }

    /** The sink of one writer. */
    public final class Branch implements Sink {
        private final Consumer<@Nullable Throwable> ended;
        private final List<Runnable> onClose = new ArrayList<>();
        private Runnable onWritable = () -> {};
        private Supplier<@Nullable ResumePoint> position = () -> null;
        private boolean closed;

        private Branch(Consumer<@Nullable Throwable> ended) {
            this.ended = ended;
        }

        @Override
        public boolean writable() {
            return !closed && outbound.writable();
        }

        @Override
        public void write(Frames frames) {
            if (!closed) {
                outbound.write(frames);
            }
        }

        @Override
        public void onWritable(Runnable action) {
            onWritable = action;
        }

        @Override
        public void onClose(Runnable action) {
            if (closed) {
                action.run();
            } else {
                onClose.add(action);
            }
        }

        @Override
        public void resumesAt(Supplier<@Nullable ResumePoint> where) {
            position = where;
        }

        @Override
        public void end() {
            end(null);
        }

        @Override
        public void fail(Throwable error) {
            end(error);
        }

        /** Ends the branch from the side of the call: its writer hears of it, and nobody else. */
        public void close() {
            if (!closed) {
                closed = true;
                branches.remove(this);
                onClose.forEach(Runnable::run);
            }
        }

        private void end(@Nullable Throwable error) {
            if (!closed) {
                close();
                ended.accept(error);
            }
        }
    }
}
