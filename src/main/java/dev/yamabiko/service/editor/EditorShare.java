package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.service.Failures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.editor.EditCommand.Done;
import dev.yamabiko.service.fold.Folds;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.fold.Look;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** What the editors of all event loops of a node share. Thread-safe; futures complete on the caller's context. */
public final class EditorShare {

    private final Footing footing;
    private final EditorSettings settings;
    private final Permissions permissions;
    private final Failures failures;
    private final Archive archive;
    private final Folds<Document, EditEvent> documents;
    private final Cursors cursors;
    private final LongAdder open;
    private final Map<String, Integer> editors = new ConcurrentHashMap<>();

    /** Nothing is open yet. */
    public EditorShare(
            Footing footing, EditorSettings settings, Permissions permissions, Failures failures, Gauges gauges) {
        this.footing = footing;
        this.settings = settings;
        this.permissions = permissions;
        this.failures = failures;
        this.archive = Archive.on(footing);
        this.documents = new Folds<>(
                footing,
                new DocumentKind(archive, settings.rules(), settings.snapshotEvery(), gauges),
                settings.bounds(),
                gauges);
        this.cursors = new Cursors(footing.vertx(), footing.relay(), footing.clock());
        this.open = gauges.of("documents_editors");
    }

    /**
     * A document at one moment. Immutable.
     *
     * @param revision which one it is
     * @param lastSequence of the client that asks
     */
    record View(long revision, Text text, long lastSequence) {}

    EditorLimits limits() {
        return settings.limits();
    }

    Permissions permissions() {
        return permissions;
    }

    Failures failures() {
        return failures;
    }

    Archive archive() {
        return archive;
    }

    Cursors cursors() {
        return cursors;
    }

    /** The history that revisions belong to. */
    String epoch() {
        return footing.journal().epoch();
    }

    /**
     * One more edits a document here, which is at hand from now on.
     *
     * @return ends it; may be run more than once
     * @throws StreamError.LimitReached if too many do
     */
    Runnable enter(String document) {
        int most = settings.limits().editors();
        int now = editors.merge(document, 1, Integer::sum);
        if (now > most) {
            leave(document);
            throw new StreamError.LimitReached(
                    "documents.editors", "editors: one too many on this node (expected: at most " + most + ")");
        }
        open.increment();
        Runnable unused = documents.use(document);
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                unused.run();
                open.decrement();
                leave(document);
            }
        };
    }

    /** The document as it is now. */
    Future<View> look(String document, Author author) {
        return documents.run(
                document,
                new Look<>((state, now) -> new View(state.last(), state.text(), state.lastSequence(author.client()))));
    }

    /** Does an edit or undo. */
    Future<Done> run(String document, EditCommand command) {
        return documents.run(document, command);
    }

    private void leave(String document) {
        editors.computeIfPresent(document, (id, count) -> count == 1 ? null : count - 1);
    }
}
