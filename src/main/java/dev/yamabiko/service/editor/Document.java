package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.editor.Refusal.Reason;
import dev.yamabiko.service.fold.Fold;
import dev.yamabiko.stream.StreamError;
import java.util.List;

/**
 * A document: what its edits come to, one after the other. Decides what an edit or an undo adds to its topic, and
 * changes by {@link #replay} alone. Without I/O; used by one thread.
 */
final class Document implements Fold<EditEvent> {

    private final DocumentRules rules;
    private final Past past;
    private final Clients clients;
    private Text text;
    private long last;
    private boolean broken;

    /** One that nobody has edited. */
    Document(DocumentRules rules) {
        this(rules, new Past(rules.history()), new Clients(), Text.EMPTY, 0);
    }

    private Document(DocumentRules rules, Past past, Clients clients, Text text, long last) {
        this.rules = rules;
        this.past = past;
        this.clients = clients;
        this.text = text;
        this.last = last;
    }

    /**
     * One as it was.
     *
     * @param before the edits that led to the snapshot, in order, as many as later edits may have to do with
     */
    static Document of(DocumentSnapshot snapshot, List<EditEvent> before, DocumentRules rules) {
        Text text = Text.of(snapshot.getText());
        Past past = Past.before(
                snapshot.getRevision(),
                text.length(),
                before.stream().map(EditEvent::getChange).toList(),
                rules.history());
        return new Document(rules, past, Clients.of(snapshot), text, snapshot.getRevision());
    }

    /** Another one like it, which goes its own way. */
    Document copy() {
        Document copy = new Document(rules, past.copy(), clients.copy(), text, last);
        copy.broken = broken;
        return copy;
    }

    @Override
    public void replay(long offset, EditEvent record) {
        if (broken) {
            last = offset;
            return;
        }
        Change change = record.getChange();
        Revision revision = Revision.of(offset, change, text.length());
        text = text.after(revision.operation());
        past.add(revision);
        clients.done(change.getClientId(), change.getSequence(), offset);
        last = offset;
    }

    /** Without an edit that is missing, what comes behind it means nothing. */
    @Override
    public void trim(long earliest) {
        past.trim(earliest);
        if (earliest > last + 1) {
            broken = true;
            last = earliest - 1;
        }
    }

    @Override
    public long last() {
        return last;
    }

    @Override
    public int weight() {
        return text.bytes() + past.weight() + clients.weight();
    }

    /**
     * What to append so that an edit is done; nothing: it is done already.
     *
     * @param revision the one it was made on
     * @throws Refusal if it cannot be
     */
    List<EditEvent> edit(Author author, long sequence, long revision, Operation operation, long now) {
        if (isDone(author, sequence)) {
            return List.of();
        }
        if (revision > last) {
            throw new Refusal(
                    Reason.REVISION_UNKNOWN, last, "revision: " + revision + " (expected: at most " + last + ")");
        }
        if (revision < last - past.size()) {
            throw new Refusal(
                    Reason.REVISION_TOO_OLD,
                    last,
                    "revision: " + revision + " (expected: at least " + (last - past.size()) + ")");
        }
        int length = past.lengthAt(revision, text.length());
        if (operation.reach() > length) {
            throw new Refusal(
                    Reason.BEYOND_END,
                    last,
                    "operation: reaches to " + operation.reach() + " (expected: at most " + length + " code points)");
        }
        return List.of(change(author, sequence, past.rebase(operation, author, revision), 0, now));
    }

    /** The same for undoing the newest edit of the author that is neither undone nor an undo. */
    List<EditEvent> undo(Author author, long sequence, long now) {
        if (isDone(author, sequence)) {
            return List.of();
        }
        Revision undone = past.undoable(author.user());
        if (undone == null) {
            throw new Refusal(
                    Reason.NOTHING_TO_UNDO,
                    last,
                    "undo: no edit of the author (expected: one of the last " + past.size() + " revisions)");
        }
        return List.of(change(author, sequence, past.inverse(undone, author), undone.number(), now));
    }

    /** The revision that an edit or undo made, which is the last that is done of its client. */
    long revisionOf(Author author) {
        return clients.revision(author.client());
    }

    /** The largest sequence of a client that is done; 0: none. */
    long lastSequence(String client) {
        return clients.sequence(client);
    }

    /** The text now; throws {@link StreamError.JournalDamaged} if edits are missing. */
    Text text() {
        requireWhole();
        return text;
    }

    /** All there is to begin with, later. */
    DocumentSnapshot snapshot() {
        requireWhole();
        return DocumentSnapshot.newBuilder()
                .setRevision(last)
                .setText(text.toString())
                .addAllClients(clients.states())
                .build();
    }

    private void requireWhole() {
        if (broken) {
            throw new StreamError.JournalDamaged(
                    "document: edits up to revision " + last + " were removed (expected: kept)");
        }
    }

    private boolean isDone(Author author, long sequence) {
        requireWhole();
        long done = clients.sequence(author.client());
        if (sequence < done) {
            throw new Refusal(
                    Reason.SEQUENCE_USED, last, "sequence: " + sequence + " (expected: more than " + done + ")");
        }
        return sequence == done;
    }

    private EditEvent change(Author author, long sequence, Operation operation, long undoes, long now) {
        Operation witnessed = text.witnessed(operation);
        long bytes = text.bytes() + witnessed.growth();
        if (bytes > rules.maxBytes() && bytes > text.bytes()) {
            throw new Refusal(
                    Reason.TEXT_TOO_LARGE,
                    last,
                    "operation: makes a text of " + bytes + " bytes (expected: at most " + rules.maxBytes() + ")");
        }
        return EditEvent.newBuilder()
                .setChange(Change.newBuilder()
                        .setClientId(author.client())
                        .setUserId(author.user())
                        .setSequence(sequence)
                        .addAllOperation(OperationForm.write(witnessed))
                        .setTimestamp(now)
                        .setUndoes(undoes))
                .build();
    }
}
