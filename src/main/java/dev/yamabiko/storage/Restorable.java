package dev.yamabiko.storage;

import io.vertx.core.Future;

/** A journal that may have been put back as it was in the past, from a backup. Thread-safe. */
public interface Restorable {

    /**
     * Begins another history with the records there are: clients that have seen later ones are told so, instead of
     * reading others under the same offsets. Only after the journal was opened.
     */
    Future<Void> beginEpoch();
}
