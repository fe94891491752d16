package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Edit;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.Undo;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.fold.Command;
import java.util.List;

/**
 * An edit or an undo; answered with the revision that it has made. Immutable.
 *
 * @param author whose it is
 * @param decision what it adds to a document
 */
record EditCommand(Author author, Decision decision) implements Command<Document, EditEvent, EditCommand.Done> {

    /** Decides on a document. */
    @FunctionalInterface
    interface Decision {
        /** What to append; throws {@link Refusal}. */
        List<EditEvent> on(Document document, long now);
    }

    /**
     * What became of it.
     *
     * @param revision that it has made
     * @param before it was done already
     */
    record Done(long revision, boolean before) {}

    /** An edit, with every field checked; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    static EditCommand of(Author author, Edit edit, EditorLimits limits) {
        long sequence = edit.getSequence();
        long revision = edit.getRevision();
        new FieldRules()
                .range("sequence", sequence, 1, Long.MAX_VALUE)
                .range("revision", revision, 0, Long.MAX_VALUE)
                .check();
        Operation operation = OperationForm.checked(edit.getOperationList(), limits);
        return new EditCommand(author, (document, now) -> document.edit(author, sequence, revision, operation, now));
    }

    /** An undo; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    static EditCommand of(Author author, Undo undo) {
        long sequence = undo.getSequence();
        new FieldRules().range("sequence", sequence, 1, Long.MAX_VALUE).check();
        return new EditCommand(author, (document, now) -> document.undo(author, sequence, now));
    }

    @Override
    public List<EditEvent> decide(Document state, long now) {
        return decision.on(state, now);
    }

    @Override
    public Done answer(Document state, long offset) {
        return offset == 0 ? new Done(state.revisionOf(author), true) : new Done(offset, false);
    }
}
