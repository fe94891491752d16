package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.Opened;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.editor.EditorShare.View;
import dev.yamabiko.stream.Filter;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Position;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.latest.KeyFilter;
import dev.yamabiko.stream.latest.LatestRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody with a document before them: what they see of it, and where they are in it. Used on the event loop of its
 * call.
 */
final class EditorSeat {

    private static final KeyFilter EVERYBODY = key -> true;

    private final EditorShare share;
    private final EditorReads reads;
    private final OpenCheck asked;
    private final Confluence outbound;
    private final Consumer<Throwable> onFailure;
    private final Telling telling;
    private final Runnable onTold;
    private final Runnable leave;
    private long opened;
    private boolean open;
    private boolean left;
    private boolean shown;

    /**
     * Takes a place at the document; throws {@link StreamError.LimitReached} where there is none.
     *
     * @param onFailure the document cannot be read, or no more
     * @param onTold something was told, or can be asked for now
     */
    EditorSeat(
            EditorShare share,
            EditorReads reads,
            OpenCheck asked,
            Confluence outbound,
            Consumer<Throwable> onFailure,
            Runnable onTold) {
        this.share = share;
        this.reads = reads;
        this.asked = asked;
        this.outbound = outbound;
        this.onFailure = onFailure;
        this.onTold = onTold;
        this.leave = share.enter(asked.document());
        this.telling = new Telling(outbound.branch(this::ended), onTold);
    }

    /** Sends the text, then what becomes of it. */
    void open() {
        String epoch = share.epoch();
        share.look(asked.document(), asked.author())
                .onSuccess(view -> begin(view, epoch))
                .onFailure(onFailure::accept);
    }

    /** True once edits can be made. */
    boolean isOpen() {
        return open && !left;
    }

    String document() {
        return asked.document();
    }

    Author author() {
        return asked.author();
    }

    /** The last revision that the client has. */
    long told() {
        return Math.max(opened, telling.revision());
    }

    /** The client's cursor is there now. */
    void show(Cursor cursor) {
        shown = true;
        share.cursors()
                .show(
                        this,
                        cursor.toBuilder()
                                .setClientId(author().client())
                                .setUserId(author().user())
                                .setGone(false)
                                .build());
    }

    /** Gives the place up; may be called more than once. */
    void leave() {
        if (!left) {
            left = true;
            leave.run();
            if (shown) {
                share.cursors().leave(this);
            }
        }
    }

    private void begin(View view, String epoch) {
        if (left) {
            return;
        }
        Long revision = asked.revision(epoch);
        StreamError impossible = revision == null ? null : impossible(revision, view, epoch);
        if (impossible != null) {
            onFailure.accept(impossible);
            return;
        }
        opened = revision == null ? view.revision() : revision;
        Opened.Builder event = Opened.newBuilder()
                .setDocumentId(asked.document())
                .setRevision(opened)
                .setResumed(revision != null)
                .setLastSequence(view.lastSequence());
        if (revision == null) {
            event.setText(view.text().toString());
        }
        outbound.write(
                Frames.ofMessage(EditEvent.newBuilder().setOpened(event).build().toByteArray()));
        open = true;
        follow(epoch);
        onTold.run();
    }

    private @Nullable StreamError impossible(long revision, View view, String epoch) {
        if (!asked.resume().epoch().isEmpty() && !asked.resume().epoch().equals(epoch)) {
            return new StreamError.HistoryExpired(asked.topic(), new Position(epoch, 1));
        }
        return revision <= view.revision()
                ? null
                : new StreamError.InvalidPosition(
                        "resume.after: " + revision + " (expected: at most " + view.revision() + ")");
    }

    private void follow(String epoch) {
        reads.edits()
                .subscribe(
                        new ReadRequest(
                                new Selection.Topics(Set.of(asked.topic())),
                                Filter.ALL,
                                0,
                                true,
                                asked.heartbeatSeconds(),
                                new ResumePoint(epoch, Map.of(asked.topic(), opened), false)),
                        telling);
        reads.cursors()
                .read(
                        new LatestRequest(DocumentTopics.cursors(asked.document()), EVERYBODY, 0, 0),
                        outbound.branch(this::ended));
    }

    private void ended(@Nullable Throwable error) {
        if (error != null) {
            onFailure.accept(error);
        }
    }
}
