package dev.yamabiko.service.sync;

import dev.yamabiko.proto.sync.v1.Entries;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.stream.Filter;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.ReadRequest;
import dev.yamabiko.stream.ResumePoint;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A collection that a call watches: all that is in it, part by part as the client takes it, then what changes; or what
 * has changed since an earlier watch, where that is kept. Used on the event loop of its call only.
 */
final class Watching {

    private static final int ENTRIES_OF_A_PART = 500;
    private static final int ENOUGH_BYTES = 64 << 10;

    /** History that is gone again before it could be read: the client is too slow for what is kept. */
    private static final int MOST_EXPIRIES = 3;

    private final SyncService service;
    private final String collection;
    private final Topic topic;
    private final Confluence confluence;
    private final Consumer<Throwable> failed;
    private final Runnable onComplete;
    private final Runnable endUse;
    private Confluence.Branch branch;
    private @Nullable SharedMapView view;
    private ResumePoint from = ResumePoint.NONE;
    private int told;
    private int expiries;
    private boolean complete;
    private boolean closed;

    /**
     * Of a call that hears nothing yet.
     *
     * @param failed told what the call cannot go on from
     * @param onComplete runs when it has become {@link #isComplete complete}
     */
    Watching(
            SyncService service,
            String collection,
            Confluence confluence,
            Consumer<Throwable> failed,
            Runnable onComplete) {
        this.service = service;
        this.collection = collection;
        this.topic = CollectionTopics.of(collection);
        this.confluence = confluence;
        this.failed = failed;
        this.onComplete = onComplete;
        this.endUse = service.maps().use(collection);
        this.branch = confluence.branch(this::ended);
        service.maps().watches().increment();
    }

    /** Finds out where to begin: complete with the revision. */
    Future<Long> open(ResumePoint resume) {
        Long after = resume.after().get(topic);
        String epoch = service.maps().epoch();
        if (after == null || !(resume.epoch().isEmpty() || resume.epoch().equals(epoch))) {
            return look();
        }
        return service.maps().revision(collection).map(revision -> {
            if (after > revision) {
                throw new StreamError.InvalidPosition(
                        "watch.resume.after: " + after + " (expected: at most " + revision + ")");
            }
            from = new ResumePoint(epoch, Map.of(topic, after), false);
            return after;
        });
    }

    private Future<Long> look() {
        return service.maps().view(collection).map(seen -> {
            view = seen;
            told = 0;
            from = new ResumePoint(seen.epoch(), Map.of(topic, seen.revision()), false);
            return seen.revision();
        });
    }

    /** Begins to tell, once it is known where. */
    void begin() {
        if (!closed) {
            branch.onWritable(this::tell);
            tell();
        }
    }

    /** True once all that was there in the beginning is told: only what changes is still to come. */
    boolean isComplete() {
        return complete;
    }

    /** It is not watched any more. */
    void close() {
        if (!closed) {
            closed = true;
            view = null;
            branch.close();
            endUse.run();
            service.maps().watches().decrement();
        }
    }

    private void tell() {
        while (view != null && branch.writable()) {
            branch.write(part(view));
        }
        if (view == null && !closed) {
            follow();
        }
    }

    private Frames part(SharedMapView seen) {
        List<Entry> entries = seen.entries();
        Entries.Builder part = Entries.newBuilder().setFirst(told == 0);
        int bytes = 0;
        while (told < entries.size() && part.getEntriesCount() < ENTRIES_OF_A_PART && bytes < ENOUGH_BYTES) {
            Entry entry = entries.get(told++);
            part.addEntries(entry);
            bytes += entry.getSerializedSize();
        }
        if (told == entries.size()) {
            part.setLast(true).setRevision(seen.revision());
            view = null;
        }
        return Frames.ofMessage(SyncEvent.newBuilder()
                .setCollection(collection)
                .setEntries(part)
                .build()
                .toByteArray());
    }

    private void follow() {
        Selection one = new Selection.Topics(Set.of(topic));
        service.lane().subscribe(new ReadRequest(one, Filter.ALL, 0, true, 0, from), branch);
        complete = true;
        onComplete.run();
    }

    /** What is kept begins later than where this watch is: all is told again. */
    private void ended(@Nullable Throwable error) {
        if (closed || error == null) {
            return;
        }
        expiries++;
        if (error instanceof StreamError.HistoryExpired && expiries <= MOST_EXPIRIES) {
            branch = confluence.branch(this::ended);
            look().onSuccess(revision -> begin()).onFailure(failed::accept);
        } else {
            failed.accept(error);
        }
    }
}
