package dev.yamabiko.stream;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks are kept. Offsets of a topic count up from 1 without gaps and are never used twice, also after
 * everything was trimmed.
 *
 * <p>Appends come one at a time (see {@link Appender}); everything else may overlap with them and with each other.
 * Futures complete on the caller's context: that of an append never before the call has returned, so that blocks are
 * relayed in order; others may be complete at once. Failures are {@link StreamError}s.
 */
public interface Journal {

    /** Short name, such as {@code sqlite}. */
    String name();

    /** What an acknowledged append has survived, in a sentence. */
    String durability();

    /** Opens the journal and verifies what it holds; a journal that is damaged fails here. */
    Future<Void> open();

    /** Identity of the history: another one after history was recreated or forked. Only after {@link #open}. */
    String epoch();

    /**
     * Keeps the batches: all of them, in this order, or none. Complete when they are as durable as {@link #durability}
     * says. A batch becomes one block; null in its place if it was to begin a topic beyond the journal's bound on
     * topics.
     */
    Future<List<@Nullable Block>> append(List<Batch> batches);

    /**
     * Reads blocks in order, beginning with the one that holds {@code from} or, where retention has removed that, the
     * earliest one kept.
     *
     * @param to only blocks that hold this offset or an earlier one
     * @param maxBytes ends the answer when reached; at least one block is read where there is one
     */
    Future<List<Block>> read(Topic topic, long from, long to, int maxBytes);

    /** Lists blocks without reading them. */
    Future<List<BlockInfo>> index(Topic topic, IndexQuery query);

    /** What there is of a topic; {@link Extent#EMPTY} for an unknown one. */
    Future<Extent> extent(Topic topic);

    /** All topics whose names begin with a prefix. */
    Future<Collection<Topic>> topics(String prefix);

    /**
     * Removes the oldest blocks as a policy says. Done in small steps, so that appends wait for little.
     *
     * @return blocks removed
     */
    Future<Integer> trim(Topic topic, TopicPolicy policy);

    /** Tries to write; completes when the journal can take appends. */
    Future<Void> probe();

    /** Finishes what runs and releases everything. */
    Future<Void> close();
}
