package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.fold.Snapshots;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.Journal;
import io.vertx.core.Future;
import java.util.function.ObjLongConsumer;

/**
 * Documents as they are kept: all their edits, and snapshots, so that nobody need read all of those. Thread-safe;
 * futures complete on the caller's context.
 *
 * @param journal where the edits are
 */
record Archive(Journal journal, Snapshots<DocumentSnapshot> snapshots) {

    static Archive on(Footing footing) {
        return new Archive(
                footing.journal(),
                new Snapshots<>(
                        footing,
                        DocumentTopics::snapshots,
                        DocumentSnapshot.parser(),
                        DocumentSnapshot::getRevision,
                        DocumentSnapshot.getDefaultInstance()));
    }

    /** Visits edits of a document in order, from one revision to another. */
    Future<Void> edits(String document, long from, long to, ObjLongConsumer<EditEvent> visitor) {
        return new TopicReplay<>(journal, DocumentTopics.edits(document), EditEvent.parser(), visitor).read(from, to);
    }

    /** What is kept of the edits of a document. */
    Future<Extent> extent(String document) {
        return journal.extent(DocumentTopics.edits(document));
    }
}
