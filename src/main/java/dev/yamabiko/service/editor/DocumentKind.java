package dev.yamabiko.service.editor;

import com.google.protobuf.Parser;
import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.fold.FoldKind;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Documents as folds: they begin with their last snapshot, and whoever commits a revision whose turn it is keeps
 * another one. Used on the context of the folds.
 */
final class DocumentKind implements FoldKind<Document, EditEvent> {

    private final Archive archive;
    private final DocumentRules rules;
    private final int snapshotEvery;
    private final LongAdder revisions;

    /** {@code snapshotEvery}: revisions from one snapshot to the next. */
    DocumentKind(Archive archive, DocumentRules rules, int snapshotEvery, Gauges gauges) {
        this.archive = archive;
        this.rules = rules;
        this.snapshotEvery = snapshotEvery;
        this.revisions = gauges.of("documents_revisions");
    }

    @Override
    public Topic topic(String id) {
        return DocumentTopics.edits(id);
    }

    @Override
    public Parser<EditEvent> parser() {
        return EditEvent.parser();
    }

    @Override
    public Future<Document> begin(String id) {
        return archive.snapshots().nearest(id, Long.MAX_VALUE).compose(snapshot -> begin(id, snapshot));
    }

    @Override
    public Document draft(Document state) {
        return state.copy();
    }

    @Override
    public void kept(String id, Document state, EditEvent record) {
        revisions.increment();
        if (state.last() % snapshotEvery == 0) {
            archive.snapshots().keep(id, state.snapshot());
        }
    }

    /** Edits that led to the snapshot may have to do with later ones, too. */
    private Future<Document> begin(String id, DocumentSnapshot snapshot) {
        long revision = snapshot.getRevision();
        List<EditEvent> before = new ArrayList<>();
        return archive.edits(
                        id, Math.max(1, revision + 1 - rules.history()), revision, (event, offset) -> before.add(event))
                .map(v -> Document.of(snapshot, before, rules));
    }
}
