package dev.yamabiko.service.fold;

import com.google.protobuf.MessageLite;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fold as this node knows it: what it has read of the topic, and whether that may be less than there is. Used on the
 * context of {@link Folds}.
 */
final class Replica<F extends Fold<R>, R extends MessageLite> {

    /** Blocks of other nodes that wait while a command is under way; behind a lost one, the journal is read. */
    private static final int MOST_ARRIVED = 64;

    private final String id;
    private final FoldKind<F, R> kind;
    private final Journal journal;
    private final TopicReplay<R> replay;
    private final Deque<Block> arrived = new ArrayDeque<>();
    private @Nullable F state;
    private String epoch = "";
    private boolean stale = true;

    Replica(String id, FoldKind<F, R> kind, Journal journal) {
        this.id = id;
        this.kind = kind;
        this.journal = journal;
        this.replay = new TopicReplay<>(journal, kind.topic(id), kind.parser(), this::read);
    }

    Topic topic() {
        return replay.topic();
    }

    /** What is known; only after {@link #catchUp}. */
    F state() {
        return Objects.requireNonNull(state);
    }

    int weight() {
        return state == null ? 0 : state.weight();
    }

    /** True if it knows of no record that it has not taken in. */
    boolean fresh() {
        return state != null && !stale && epoch.equals(journal.epoch());
    }

    /** There may be records that it has not taken in. */
    void doubt() {
        stale = true;
    }

    /** The topic ends here, somebody says. */
    void heardOf(Extent extent) {
        if (state != null && extent.last() != state.last()) {
            stale = true;
        }
    }

    /** Nobody knows what it is now: it is read from its beginning when it is wanted again. */
    void forget() {
        state = null;
    }

    /** A record that this node has appended. */
    void add(long offset, R record) {
        state().replay(offset, record);
        kind.kept(id, state(), record);
    }

    /** A block that came to this node, whoever appended it; it waits for {@link #takeArrived}. */
    void arrived(Block block) {
        if (arrived.size() == MOST_ARRIVED) {
            arrived.remove();
        }
        arrived.add(block);
    }

    /** Takes in what came and follows what is known; true if that was something. */
    boolean takeArrived() {
        boolean known = state != null && epoch.equals(journal.epoch());
        long before = known ? state().last() : 0;
        try {
            while (known && !arrived.isEmpty()) {
                take(arrived.remove());
            }
        } catch (RuntimeException broken) {
            forget();
            return false;
        } finally {
            arrived.clear();
        }
        return known && state().last() > before;
    }

    private void take(Block block) {
        long last = state().last();
        if (block.first() > last + 1) {
            stale = true;
        } else if (block.last() > last) {
            replay.visit(block, last + 1, block.last());
        }
    }

    /** Reads what the journal has and it has not. */
    Future<Void> catchUp() {
        String current = journal.epoch();
        Future<F> begun = state == null || !current.equals(epoch) ? kind.begin(id) : Future.succeededFuture(state);
        return begun.compose(from -> journal.extent(topic()).compose(extent -> {
            epoch = current;
            state = from;
            return from.last() > extent.last() ? beginAgain(extent) : readTo(extent);
        }));
    }

    /** The topic is shorter than it was: it is another one. */
    private Future<Void> beginAgain(Extent extent) {
        return kind.begin(id).compose(from -> {
            state = from;
            return from.last() > extent.last()
                    ? Future.failedFuture(new StreamError.JournalDamaged("topic " + topic() + ": snapshot of offset "
                            + from.last() + ", topic ends at " + extent.last()))
                    : readTo(extent);
        });
    }

    private Future<Void> readTo(Extent extent) {
        state().trim(extent.earliest());
        return replay.read(state().last() + 1, extent.last())
                .onSuccess(v -> caughtUp(extent.last()))
                .onFailure(this::forgetIfBroken);
    }

    private void read(R record, long offset) {
        state().replay(offset, record);
    }

    private void caughtUp(long last) {
        if (state().last() < last) {
            state().trim(last + 1); // retention was faster
        }
        stale = false;
    }

    private void forgetIfBroken(Throwable error) {
        if (!(error instanceof StreamError)) {
            forget();
        }
    }
}
