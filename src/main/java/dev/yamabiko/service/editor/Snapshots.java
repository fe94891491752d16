package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents as they were, kept so that nobody need read all edits. What a journal knows as the time of a record is the
 * revision here: so its index finds the nearest one. Thread-safe; futures complete on the caller's context.
 */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final Journal journal;
    private final Appender appender;

    Snapshots(Journal journal, Appender appender) {
        this.journal = journal;
        this.appender = appender;
    }

    /** Keeps one. Nothing depends on it: without it, more edits are read. */
    void keep(String document, DocumentSnapshot snapshot) {
        Topic topic = DocumentTopics.snapshots(document);
        appender.append(Batch.of(topic, snapshot.getRevision(), snapshot.toByteArray()))
                .onFailure(error -> LOG.warn(
                        "snapshot not kept topic={} offset={} error=\"{}\"",
                        topic,
                        snapshot.getRevision(),
                        error.getMessage()));
    }

    /** The newest one at a revision or before it; that of revision 0, where there is none. */
    Future<DocumentSnapshot> nearest(String document, long revision) {
        Topic topic = DocumentTopics.snapshots(document);
        return journal.extent(topic)
                .compose(extent -> extent.last() == 0
                        ? Future.succeededFuture(List.of())
                        : journal.index(
                                topic,
                                IndexQuery.backward(extent.earliest(), extent.last(), 1)
                                        .within(Long.MIN_VALUE, revision)))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(DocumentSnapshot.getDefaultInstance())
                        : read(topic, found.get(0), revision));
    }

    /** Visits edits of a document in order, from one revision to another. */
    Future<Void> edits(String document, long from, long to, ObjLongConsumer<EditEvent> visitor) {
        return new TopicReplay<>(journal, DocumentTopics.edits(document), EditEvent.parser(), visitor).read(from, to);
    }

    /** What is kept of the edits of a document. */
    Future<Extent> extent(String document) {
        return journal.extent(DocumentTopics.edits(document));
    }

    /** A block may hold several, where they were kept by one commit. */
    private Future<DocumentSnapshot> read(Topic topic, BlockInfo block, long revision) {
        AtomicReference<DocumentSnapshot> newest = new AtomicReference<>(DocumentSnapshot.getDefaultInstance());
        ObjLongConsumer<DocumentSnapshot> visitor = (snapshot, offset) -> {
            if (snapshot.getRevision() <= revision) {
                newest.set(snapshot);
            }
        };
        return new TopicReplay<>(journal, topic, DocumentSnapshot.parser(), visitor)
                .read(block.first(), block.last())
                .map(v -> newest.get());
    }
}
