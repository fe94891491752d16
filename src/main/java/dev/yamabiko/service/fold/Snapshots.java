package dev.yamabiko.service.fold;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds of one kind as they were, kept in a topic for each so that nobody need read all records. What a journal knows
 * as the time of a record is the last offset that is in the snapshot: so its index finds the nearest one. Thread-safe;
 * futures complete on the caller's context.
 *
 * @param footing where they are kept
 * @param topics of each fold
 * @param parser reads a snapshot
 * @param last the offset of the last record that is in a snapshot
 * @param none what stands for a snapshot where there is none
 * @param <S> what snapshots are
 */
public record Snapshots<S extends MessageLite>(
        Footing footing, Function<String, Topic> topics, Parser<S> parser, ToLongFunction<S> last, S none) {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** Keeps one. Nothing depends on it: without it, more records are read. */
    public void keep(String id, S snapshot) {
        Topic topic = topics.apply(id);
        long offset = last.applyAsLong(snapshot);
        footing.appender()
                .append(Batch.of(topic, offset, snapshot.toByteArray()))
                .onFailure(error -> LOG.warn(
                        "snapshot not kept topic={} offset={} error=\"{}\"", topic, offset, error.getMessage()));
    }

    /** The newest one at an offset or before it; {@link #none}, where there is none. */
    public Future<S> nearest(String id, long offset) {
        Topic topic = topics.apply(id);
        return footing.journal()
                .extent(topic)
                .compose(extent -> extent.last() < extent.earliest()
                        ? Future.succeededFuture(List.of())
                        : footing.journal()
                                .index(
                                        topic,
                                        IndexQuery.backward(extent.earliest(), extent.last(), 1)
                                                .within(Long.MIN_VALUE, offset)))
                .compose(found -> found.isEmpty() ? Future.succeededFuture(none) : read(topic, found.get(0), offset));
    }

    /** A block may hold several, where they were kept by one commit. */
    private Future<S> read(Topic topic, BlockInfo block, long offset) {
        AtomicReference<S> newest = new AtomicReference<>(none);
        ObjLongConsumer<S> visitor = (snapshot, at) -> {
            long here = last.applyAsLong(snapshot);
            if (here <= offset && here >= last.applyAsLong(newest.get())) {
                newest.set(snapshot);
            }
        };
        return new TopicReplay<>(footing.journal(), topic, parser, visitor)
                .read(block.first(), block.last())
                .map(v -> newest.get());
    }
}
