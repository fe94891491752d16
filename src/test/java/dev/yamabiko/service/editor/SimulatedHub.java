package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.Opened;
import dev.yamabiko.proto.editor.v1.Refused;
import dev.yamabiko.service.editor.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Three nodes that keep one document: a topic that takes a record only behind the one it is to follow, and what each
 * node knows of it, which may be old. Used by one thread.
 */
final class SimulatedHub {

    private static final int NODES = 3;
    private static final int SNAPSHOT_EVERY = 7;

    private final Random random;
    private final DocumentRules rules;
    private final List<EditEvent> topic = new ArrayList<>();
    private final List<Document> nodes = new ArrayList<>();
    private DocumentSnapshot snapshot = DocumentSnapshot.getDefaultInstance();
    private int conflicts;
    private int tooOld;

    /** {@code history}: so many revisions back an edit may be made. */
    SimulatedHub(Random random, int history) {
        this.random = random;
        this.rules = new DocumentRules(1 << 20, history);
        for (int node = 0; node < NODES; node++) {
            nodes.add(new Document(rules));
        }
    }

    int anyNode() {
        return random.nextInt(NODES);
    }

    /** How many edits were made on a revision too far back. */
    int tooOld() {
        return tooOld;
    }

    /** What is kept. */
    List<EditEvent> topic() {
        return topic;
    }

    int conflicts() {
        return conflicts;
    }

    /** A node forgets what it knows, as one does that is started again. */
    void restart(int node) {
        int from = (int) Math.max(0, snapshot.getRevision() - rules.history());
        Document document = Document.of(snapshot, topic.subList(from, (int) snapshot.getRevision()), rules);
        nodes.set(node, document);
        if (random.nextBoolean()) {
            newest(node);
        }
    }

    /** What a node knows when it has read all. */
    Document newest(int node) {
        Document document = nodes.get(node);
        while (document.last() < topic.size()) {
            document.replay(document.last() + 1, topic.get((int) document.last()));
        }
        return document;
    }

    /** What a client is told when it opens the document; {@code resumed}: it goes on with the text it has. */
    EditEvent open(int node, Author author, boolean resumed) {
        Document document = newest(node);
        Opened.Builder opened = Opened.newBuilder()
                .setRevision(document.last())
                .setResumed(resumed)
                .setLastSequence(document.lastSequence(author.client()));
        return EditEvent.newBuilder()
                .setOpened(resumed ? opened : opened.setText(document.text().toString()))
                .build();
    }

    /**
     * A node does what a client asks for, on what it knows; then once more on all, if that was not enough.
     *
     * @return what it tells that client alone
     */
    EditEvent run(int node, Author author, EditRequest request) {
        Document document = random.nextInt(4) == 0 ? newest(node) : nodes.get(node);
        try {
            List<EditEvent> decided = decide(document, author, request);
            if (!decided.isEmpty() && document.last() != topic.size()) {
                conflicts++;
                decided = decide(newest(node), author, request);
            }
            decided.forEach(event -> keep(node, event));
            return EditEvent.getDefaultInstance();
        } catch (Refusal refusal) {
            if (document.last() < topic.size()) {
                newest(node);
                return run(node, author, request);
            }
            tooOld += refusal.reason() == Reason.REVISION_TOO_OLD ? 1 : 0;
            return EditEvent.newBuilder()
                    .setRefused(Refused.newBuilder()
                            .setReason(refusal.reason().name())
                            .setRemedy(refusal.remedy())
                            .setRevision(refusal.revision())
                            .setSequence(
                                    request.hasUndo()
                                            ? request.getUndo().getSequence()
                                            : request.getEdit().getSequence()))
                    .build();
        }
    }

    private void keep(int node, EditEvent event) {
        topic.add(event.toBuilder().setOffset(topic.size() + 1L).build());
        Document document = newest(node);
        if (topic.size() % SNAPSHOT_EVERY == 0) {
            snapshot = document.snapshot();
        }
    }

    private static List<EditEvent> decide(Document document, Author author, EditRequest request) {
        return request.hasUndo()
                ? document.copy().undo(author, request.getUndo().getSequence(), 0)
                : document.copy()
                        .edit(
                                author,
                                request.getEdit().getSequence(),
                                request.getEdit().getRevision(),
                                OperationForm.read(request.getEdit().getOperationList()),
                                0);
    }
}
