package dev.yamabiko.service.notification;

import dev.yamabiko.proto.notification.v1.Notification;
import dev.yamabiko.stream.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * Something done with one queue: decided on what it holds, then kept if nothing came in between, then answered. Used by
 * the thread of {@link Queues} only.
 *
 * @param <R> the answer
 */
interface Command<R> {

    /**
     * True if the queue is to be as new as the journal first. Otherwise what is known will do: the journal checks it.
     */
    default boolean wantsNewest() {
        return false;
    }

    /**
     * What to append; null: nothing.
     *
     * @throws dev.yamabiko.stream.StreamError.LimitReached if the queue takes nothing
     * @throws dev.yamabiko.service.ServiceError.InvalidRequest for what cannot be
     */
    @Nullable
    Notification decide(Queue queue);

    /** What a record that may be kept already is recognised by; null: nothing. */
    default @Nullable IdempotencyKey key() {
        return null;
    }

    /**
     * True if somebody else may have kept the same under this key, so that what is kept need not be what was decided.
     */
    default boolean retried() {
        return false;
    }

    /** Once it is kept; {@code offset}: where, 0: nothing was appended. */
    R answer(Queue queue, long offset);
}
