package dev.yamabiko.stream;

import io.vertx.core.Handler;
import java.util.Set;
import java.util.function.Predicate;

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
     * Delivers blocks of records on the caller's context from now on.
     *
     * @param wanted which topics it wants blocks of: asked on the thread of whoever publishes, for every block
     * @return ends the delivery
     */
    Runnable listen(Predicate<Topic> wanted, Handler<Block> reader);

    /**
     * Delivers blocks of {@link Topic#isLatest latest} topics on the caller's context from now on, as they come.
     *
     * @return ends the delivery
     */
    Runnable listenLatest(Handler<Block> reader);

    /** Which nodes read a {@link Topic#isLatest latest} topic, by some name each. On any thread. */
    Set<String> readers(Topic topic);
}
