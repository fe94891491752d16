package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.Edit;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.Opened;
import dev.yamabiko.proto.editor.v1.Refused;
import dev.yamabiko.proto.editor.v1.Remedy;
import dev.yamabiko.proto.editor.v1.Undo;
import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The copy of a document that a client has: the algorithm of docs/protocol.md, Documents. What is typed shows at once;
 * one request is under way at a time, and what is typed meanwhile goes with the next. Used by one thread.
 */
public final class EditorCopy {

    private static final char MINE = 'm';
    private static final char OTHERS = 'o';

    private final Author author;
    private Consumer<EditRequest> hub = request -> {};
    private Text text = Text.EMPTY;
    private long revision;
    private long sequence;
    private @Nullable Pending pending;
    private Operation buffer = Operation.NOTHING;
    private int undos;

    /** The revision at which what is under way is to be sent again; 0: it need not be. */
    private long catchingUpTo;

    private int foundDone;

    /** As long as the text: which of its code points this client has put in. */
    private Text marks = Text.EMPTY;

    /** A request under way: an edit, or an undo, which does nothing here before it comes back. */
    private record Pending(long sequence, Operation operation, boolean undo) {}

    EditorCopy(Author author) {
        this.author = author;
    }

    Author author() {
        return author;
    }

    Text text() {
        return text;
    }

    long revision() {
        return revision;
    }

    /** True if nothing is under way. */
    boolean quiet() {
        return pending == null && buffer.steps().isEmpty() && undos == 0;
    }

    /**
     * Goes on over a stream: what was under way is sent again, unless the hub says that it is done.
     *
     * @param always it is sent again all the same, which is to do no harm
     */
    void opened(Opened opened, Consumer<EditRequest> stream, boolean always) {
        hub = stream;
        catchingUpTo = 0;
        if (!opened.getResumed()) {
            assertThat(quiet()).as("nothing is lost").isTrue();
            text = Text.of(opened.getText());
            marks = Text.of(String.valueOf(OTHERS).repeat(text.length()));
            revision = opened.getRevision();
        }
        sequence = Math.max(sequence, opened.getLastSequence());
        boolean done = pending != null && pending.sequence() <= opened.getLastSequence();
        foundDone += done ? 1 : 0;
        if (pending != null && (always || !done)) {
            send();
        }
    }

    /** How often what was under way when a stream broke was done without its having heard of that. */
    int foundDone() {
        return foundDone;
    }

    /** There is no stream: requests go nowhere. */
    void lost() {
        hub = request -> {};
    }

    /** Text that stands beside what this client has put in is bound to that. */
    void insert(int position, String typed) {
        Bond bond =
                isMine(position - 1) ? Bond.BOND_BEFORE : isMine(position) ? Bond.BOND_AFTER : Bond.BOND_UNSPECIFIED;
        edit(new Operation.Builder()
                .retain(position)
                .insert(Insert.of(typed, bond))
                .build());
    }

    void delete(int position, int length) {
        edit(new Operation.Builder().retain(position).delete(length, "").build());
    }

    void undo() {
        undos++;
        sendNext();
    }

    /** An event of the hub. */
    void receive(EditEvent event) {
        if (event.hasRefused()) {
            refused(event.getRefused());
        }
        if (!event.hasChange() || event.getOffset() <= revision) {
            return;
        }
        assertThat(event.getOffset()).isEqualTo(revision + 1);
        revision++;
        Change change = event.getChange();
        boolean mine = pending != null
                && change.getClientId().equals(author.client())
                && change.getSequence() == pending.sequence();
        if (mine && !pending.undo()) {
            pending = null;
        } else {
            pending = mine ? null : pending;
            take(OperationForm.read(change.getOperationList()), new Author(change.getClientId(), change.getUserId()));
        }
        sendNext();
    }

    /** Nothing is refused but what was made too long ago, and an undo where there is nothing to undo. */
    private void refused(Refused refused) {
        if (refused.getRemedy() == Remedy.REMEDY_CATCH_UP) {
            assertThat(pending.sequence()).isEqualTo(refused.getSequence());
            catchingUpTo = refused.getRevision();
        } else {
            assertThat(refused.getReason()).isEqualTo("NOTHING_TO_UNDO");
            assertThat(pending).isEqualTo(new Pending(refused.getSequence(), Operation.NOTHING, true));
            pending = null;
        }
        sendNext();
    }

    /** What others did goes past what is under way and what waits, and those past it. */
    private void take(Operation change, Author other) {
        boolean first = author.precedes(other);
        Operation here = change;
        if (pending != null) {
            Operation mine = pending.operation();
            pending = new Pending(pending.sequence(), mine.past(here, first), pending.undo());
            here = here.past(mine, !first);
        }
        Operation mine = buffer;
        buffer = mine.past(here, first);
        here = here.past(mine, !first);
        text = text.after(here);
        marks = marks.after(marked(here, OTHERS));
    }

    private boolean isMine(int position) {
        return position >= 0 && position < marks.length() && marks.toString().charAt(position) == MINE;
    }

    private void edit(Operation operation) {
        text = text.after(operation);
        marks = marks.after(marked(operation, MINE));
        buffer = Composition.of(buffer, operation);
        sendNext();
    }

    private void sendNext() {
        if (pending != null) {
            sendCaughtUp();
        } else if (!buffer.steps().isEmpty()) {
            pending = new Pending(++sequence, buffer, false);
            buffer = Operation.NOTHING;
            send();
        } else if (undos > 0) {
            undos--;
            pending = new Pending(++sequence, Operation.NOTHING, true);
            send();
        }
    }

    private void sendCaughtUp() {
        if (catchingUpTo > 0 && revision >= catchingUpTo) {
            catchingUpTo = 0;
            send();
        }
    }

    private void send() {
        EditRequest.Builder request = EditRequest.newBuilder();
        if (pending.undo()) {
            request.setUndo(Undo.newBuilder().setSequence(pending.sequence()));
        } else {
            request.setEdit(Edit.newBuilder()
                    .setSequence(pending.sequence())
                    .setRevision(revision)
                    .addAllOperation(OperationForm.write(pending.operation())));
        }
        hub.accept(request.build());
    }

    private static Operation marked(Operation operation, char mark) {
        Operation.Builder marked = new Operation.Builder();
        for (Step step : operation.steps()) {
            if (step instanceof Insert) {
                marked.insert(Insert.of(String.valueOf(mark).repeat(step.length()), Bond.BOND_UNSPECIFIED));
            } else if (step instanceof Delete) {
                marked.delete(step.length(), "");
            } else {
                marked.retain(step.length());
            }
        }
        return marked.build();
    }
}
