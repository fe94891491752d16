package dev.yamabiko.service;

import io.vertx.core.Future;

/**
 * The receiving side of a client stream. Used on the event loop of its call only.
 *
 * @param <R> the one response
 */
public interface Upload<R> extends Requests {

    /**
     * Completes when everything is done; fails as soon as something cannot be, whether or not the client has finished.
     */
    Future<R> result();
}
