package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.GetRevisionRequest;
import dev.yamabiko.proto.editor.v1.GetRevisionResponse;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.latest.LatestLane;
import io.vertx.core.Future;

/** Documents, for the calls of one event loop. */
public final class EditorService {

    private final EditorShare share;
    private final EditorReads reads;

    /** Edits come through one lane, cursors through the other. */
    public EditorService(Lane edits, LatestLane cursors, EditorShare share) {
        this.share = share;
        this.reads = new EditorReads(edits, cursors);
    }

    /** {@code Edit}. */
    public Requests edit(CallMetadata call, Sink sink) {
        return new EditorCall(share, reads, call.caller(), sink);
    }

    /** {@code GetRevision}; throws {@link ServiceError}. */
    public Future<GetRevisionResponse> getRevision(GetRevisionRequest request, CallMetadata call) {
        String document = request.getDocumentId();
        FieldRules rules = new FieldRules();
        DocumentTopics.checkDocument(rules, document);
        rules.range("revision", request.getRevision(), 0, Long.MAX_VALUE).check();
        share.permissions().require(call.caller(), Action.READ, DocumentTopics.PREFIX + document);
        return share.archive().extent(document).compose(extent -> {
            if (extent.last() == 0) {
                throw new ServiceError.NotFound("document_id: no such document (expected: one with an edit)");
            }
            new FieldRules()
                    .range("revision", request.getRevision(), 0, extent.last())
                    .check();
            long revision = request.getRevision() == 0 ? extent.last() : request.getRevision();
            return share.archive()
                    .snapshots()
                    .nearest(document, revision)
                    .compose(snapshot -> read(document, snapshot, revision))
                    .map(response -> response.setLastRevision(extent.last()).build());
        });
    }

    private Future<GetRevisionResponse.Builder> read(String document, DocumentSnapshot snapshot, long revision) {
        Reading reading = new Reading(snapshot);
        long from = Math.min(revision, snapshot.getRevision() + 1);
        return share.archive().edits(document, from, revision, reading::take).map(v -> reading.at(revision));
    }

    /** A text that becomes newer edit by edit. */
    private static final class Reading {
        private Text text;
        private long revision;
        private Change change = Change.getDefaultInstance();

        Reading(DocumentSnapshot snapshot) {
            this.text = Text.of(snapshot.getText());
            this.revision = snapshot.getRevision();
        }

        void take(EditEvent event, long offset) {
            change = event.getChange();
            if (offset == revision + 1) {
                text = text.after(OperationForm.read(change.getOperationList()));
                revision = offset;
            }
        }

        GetRevisionResponse.Builder at(long wanted) {
            if (revision != wanted) {
                throw new StreamError.JournalDamaged(
                        "document: edits behind revision " + revision + " were removed (expected: kept)");
            }
            return GetRevisionResponse.newBuilder()
                    .setRevision(revision)
                    .setText(text.toString())
                    .setChange(change);
        }
    }
}
