package dev.yamabiko.service;

import io.vertx.core.Future;

/**
 * The receiving side of a client stream: takes messages as bytes, so that nothing is copied that need not be. Used on
 * the event loop of its call only.
 *
 * @param <R> the one response
 */
public interface Upload<R> {

    /**
     * Takes one message. The array may be reused after the call.
     *
     * @throws ServiceError.MalformedMessage for bytes that are no message of the expected type: ends the call
     */
    void message(byte[] bytes, int from, int to);

    /** No more messages for the moment: passes on what was gathered. */
    void flush();

    /** True while the client should be paused. */
    boolean full();

    /** Sets what runs when {@link #full} may have become false. */
    void onProgress(Runnable action);

    /** The client has sent everything. */
    void finish();

    /**
     * Completes when everything is done; fails as soon as something cannot be, whether or not the client has finished.
     */
    Future<R> result();
}
