package dev.yamabiko.stream;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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

    /**
     * Identity of the history: another one after history was recreated or forked, which may happen at any time where
     * several nodes keep it together. Only after {@link #open}.
     */
    String epoch();

    /**
     * Keeps batches: those of one topic in this order, and none of a topic behind one that was refused. Complete when
     * they are as durable as {@link #durability} says. A batch becomes one block; of one with an
     * {@link IdempotencyKey}, only the records that are not kept already; one that is to follow a record
     * ({@link Batch#following}) is refused where others came first.
     *
     * @return what became of each; fails with {@link StreamError.JournalUnavailable} when none was kept, with
     *     {@link StreamError.OutcomeUnknown} when nobody knows
     */
    Future<List<Appended>> append(List<Batch> batches);

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
    default Future<Extent> extent(Topic topic) {
        return extents(List.of(topic)).map(found -> found.getOrDefault(topic, Extent.EMPTY));
    }

    /** What there is of several topics; an unknown one may be missing from the answer. */
    Future<Map<Topic, Extent>> extents(Collection<Topic> topics);

    /** All topics whose names begin with a prefix. */
    Future<Collection<Topic>> topics(String prefix);

    /**
     * Removes the oldest blocks as a policy says. Done in small steps, so that appends wait for little.
     *
     * @return blocks removed
     */
    Future<Integer> trim(Topic topic, TopicPolicy policy);

    /**
     * Forgets idempotency keys.
     *
     * @param before those last used before this time, milliseconds since the epoch
     * @param newest of each topic, all but so many that were used last
     * @return keys forgotten
     */
    Future<Integer> forgetKeys(long before, int newest);

    /** Tries to write; completes when the journal can take appends. */
    Future<Void> probe();

    /** Finishes what runs and releases everything. */
    Future<Void> close();
}
