package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Relay;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Board boards} of one node: one for each latest topic that is read here, for a while after the last reader
 * has gone, too. Works on an event loop of its own; may be called from any.
 */
public final class Boards {

    private static final long SWEEP_MS = 5_000;

    private final Vertx vertx;
    private final Context context;
    private final Relay relay;
    private final Clock clock;
    private final int maxKeys;
    private final LongAdder refused;
    private final Map<Topic, Open> open = new HashMap<>();
    private @Nullable Runnable stopListening;

    /** A board that is read, or was a moment ago. */
    private static final class Open {
        private final Board board;
        private final Runnable stopReading;
        private boolean unread;

        /** Blocks that came together are shown together. */
        private boolean showing;

        Open(Board board, Runnable stopReading) {
            this.board = board;
            this.stopReading = stopReading;
        }
    }

    /**
     * Nothing is read yet.
     *
     * @param maxKeys keys of one topic; further ones are refused
     */
    public Boards(Vertx vertx, Relay relay, Clock clock, int maxKeys, Gauges gauges) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.relay = relay;
        this.clock = clock;
        this.maxKeys = maxKeys;
        this.refused = gauges.of("latest_keys_refused");
        context.runOnContext(v -> vertx.setPeriodic(SWEEP_MS, timer -> sweep()));
    }

    /**
     * Reads a latest topic: shows the newest values that a filter takes now, and again whenever one has changed, on the
     * caller's context.
     *
     * @return ends it
     */
    Runnable read(Topic topic, KeyFilter filter, Consumer<Sheet> action) {
        View.Reader reader = new View.Reader(vertx.getOrCreateContext(), action);
        context.runOnContext(v -> board(topic).view(filter).add(reader));
        return () -> context.runOnContext(v -> {
            Board board = board(topic);
            board.view(filter).remove(reader);
            board.closeUnread();
        });
    }

    private Board board(Topic topic) {
        if (stopListening == null) {
            stopListening = relay.listenLatest(this::arrived);
        }
        Open known = open.computeIfAbsent(
                topic,
                name -> new Open(new Board(clock, maxKeys, refused), relay.reads(new Selection.Topics(Set.of(name)))));
        known.unread = false;
        return known.board;
    }

    private void arrived(Block block) {
        Open reading = open.get(block.topic());
        if (reading == null) {
            return;
        }
        reading.board.take(block);
        if (!reading.showing) {
            reading.showing = true;
            context.runOnContext(v -> {
                reading.showing = false;
                reading.board.show();
            });
        }
    }

    /** A board is closed the second time nobody is found to read it: readers that come again soon find it filled. */
    private void sweep() {
        for (Map.Entry<Topic, Open> entry : List.copyOf(open.entrySet())) {
            Open reading = entry.getValue();
            reading.board.expire();
            reading.board.show();
            if (reading.board.isRead()) {
                reading.unread = false;
            } else if (!reading.unread) {
                reading.unread = true;
            } else {
                open.remove(entry.getKey());
                reading.stopReading.run();
            }
        }
        if (open.isEmpty() && stopListening != null) {
            stopListening.run();
            stopListening = null;
        }
    }
}
