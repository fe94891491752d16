package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.latest.LatestSource;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where those are who edit on this node: the newest place of each, told to all nodes at most every {@value #FLUSH_MS}
 * ms, and again every {@value #REPEAT_MS} ms as long as they are here. May be called on any thread; works on an event
 * loop of its own.
 */
final class Cursors {

    private static final long FLUSH_MS = 25;
    private static final long TICK_MS = 1_000;
    private static final long REPEAT_MS = 10_000;

    private final Vertx vertx;
    private final Context context;
    private final Relay relay;
    private final Clock clock;
    private final Map<String, Shown> documents = new HashMap<>();
    private boolean flushing;
    private long sinceRepeatMs;

    /** Who is where. */
    private record Place(EditorSeat seat, Cursor cursor) {}

    /** The cursors of one document. */
    private static final class Shown {
        private final LatestSource source;
        private final Map<String, Place> cursors = new LinkedHashMap<>();
        private final Set<String> gone = new HashSet<>();

        Shown(LatestSource source) {
            this.source = source;
        }

        /** Those who have left are forgotten, now that everybody was told. */
        void repeat() {
            gone.forEach(source::remove);
            gone.clear();
            cursors.values().forEach(place -> put(place.cursor()));
            source.flush();
        }

        void show(Place place) {
            String client = place.cursor().getClientId();
            cursors.put(client, place);
            gone.remove(client);
            put(place.cursor());
        }

        /** True if that is news: its client has not come back meanwhile. */
        boolean leave(EditorSeat seat) {
            String client = seat.author().client();
            Place last = cursors.get(client);
            if (last == null || last.seat() != seat) {
                return false;
            }
            cursors.remove(client);
            gone.add(client);
            put(last.cursor().toBuilder().setGone(true).build());
            return true;
        }

        void put(Cursor cursor) {
            source.put(
                    cursor.getClientId(),
                    EditEvent.newBuilder().setCursor(cursor).build().toByteArray());
        }
    }

    /** Nobody is here yet. */
    Cursors(Vertx vertx, Relay relay, Clock clock) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.relay = relay;
        this.clock = clock;
        context.runOnContext(v -> vertx.setPeriodic(TICK_MS, timer -> tick()));
    }

    /** Somebody is elsewhere now. */
    void show(EditorSeat seat, Cursor cursor) {
        context.runOnContext(v -> {
            documents
                    .computeIfAbsent(
                            seat.document(),
                            id -> new Shown(new LatestSource(relay, DocumentTopics.cursors(id), clock)))
                    .show(new Place(seat, cursor));
            flushSoon();
        });
    }

    /** Somebody is not here any more. */
    void leave(EditorSeat seat) {
        context.runOnContext(v -> {
            Shown shown = documents.get(seat.document());
            if (shown != null && shown.leave(seat)) {
                flushSoon();
            }
        });
    }

    /** What comes meanwhile goes along. */
    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            vertx.setTimer(FLUSH_MS, timer -> {
                flushing = false;
                documents.values().forEach(shown -> shown.source.flush());
            });
        }
    }

    /** Who begins to read is told of all by this. */
    private void tick() {
        documents.values().forEach(shown -> shown.source.flush());
        sinceRepeatMs += TICK_MS;
        if (sinceRepeatMs >= REPEAT_MS) {
            sinceRepeatMs = 0;
            documents.values().forEach(Shown::repeat);
            documents.values().removeIf(shown -> shown.cursors.isEmpty());
        }
    }
}
