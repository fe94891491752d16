package dev.yamabiko.service.fold;

import dev.yamabiko.stream.IdempotencyKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something done with one fold: decided on what it holds, then kept if nothing came in between, then answered. May be
 * decided several times, each time on a newer state; the last decision is the one that is kept. Used by the thread of
 * {@link Folds} only.
 *
 * @param <F> what it is decided on
 * @param <R> what the records are
 * @param <A> the answer
 */
public interface Command<F, R, A> {

    /**
     * True if the fold is to be as new as the journal first. Otherwise what is known will do: the journal checks it.
     */
    default boolean wantsNewest() {
        return false;
    }

    /**
     * True if the fold is to be as new as the journal where nothing is appended, or it is refused: old news are no
     * reason. What is appended needs no such care.
     */
    default boolean wantsProof() {
        return true;
    }

    /**
     * What to append, all of it or nothing; empty: nothing. What it throws is the answer, and nothing is appended.
     *
     * @param state not to be changed
     * @param now milliseconds since the epoch
     */
    List<R> decide(F state, long now);

    /**
     * What the records are recognised by if they may be kept already; null: nothing. A command with a key appends by
     * itself. Without one, an append that a journal does twice is refused the second time, because it no longer follows
     * what it was to follow; then the command is decided again, on a state that has its records: it should see that.
     */
    default @Nullable IdempotencyKey key() {
        return null;
    }

    /**
     * True if somebody else may have kept the same under this key, so that what is kept need not be what was decided.
     */
    default boolean retried() {
        return false;
    }

    /**
     * Once what was decided is kept and taken in.
     *
     * @param offset of the last record appended; 0: nothing was
     */
    A answer(F state, long offset);
}
