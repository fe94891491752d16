package dev.yamabiko.stream;

import io.vertx.core.Handler;

/**
 * What carries committed blocks to their readers: fast, in order per topic, and at most once. Nothing correct depends
 * on it: readers check offsets and read what is missing from the journal.
 */
public interface Relay {

    /** Sends a block to whoever listens. Blocks of a topic are published in order, by one thread at a time. */
    void publish(Block block);

    /**
     * Says that what is selected is read here: blocks of other nodes come only where somebody reads them.
     *
     * @return ends it
     */
    Runnable reads(Selection selection);

    /**
     * Delivers blocks on the caller's context from now on.
     *
     * @return ends the delivery
     */
    Runnable listen(Handler<Block> reader);
}
