package dev.yamabiko.service.fold;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What all folds of one kind have in common: where they are kept, how they begin, what they do by themselves. Used on
 * the context of {@link Folds}.
 *
 * @param <F> the folds
 * @param <R> what their records are
 */
public interface FoldKind<F extends Fold<R>, R extends MessageLite> {

    /** The topic of a fold. */
    Topic topic(String id);

    /** Reads a record. */
    Parser<R> parser();

    /**
     * A fold to begin with: empty, or from a snapshot. Its {@link Fold#last} says which records are in it; those behind
     * it are then read. Asked again when the journal has begun another history.
     */
    Future<F> begin(String id);

    /**
     * A copy of a fold, cheap because it shares what does not change, on which commands that wait are decided one after
     * the other before any of them is kept: then one append keeps them all. It is replayed, looked at by
     * {@link Command#decide}, and dropped. Null: each command has an append of its own.
     */
    default @Nullable F draft(F state) {
        return null;
    }

    /** This node has appended a record, and the fold has it: where it may be time for a snapshot. */
    default void kept(String id, F state, R record) {}

    /**
     * What becomes due by itself: what is over is removed, and what nodes that are gone held. Decided every so often on
     * each fold that is {@link Folds#use in use}, by every node that uses it, on what that node knows. Null: nothing.
     */
    default @Nullable Command<F, R, ?> upkeep(String id) {
        return null;
    }
}
