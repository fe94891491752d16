package dev.yamabiko.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reader of one or more topics: replays what is kept, then follows what comes, as one sequence per topic without
 * gaps and without repetition. It is a cursor, not a queue: it takes blocks only while its sink does, and reads the
 * journal again when the window has moved past it.
 *
 * <p>Used on the event loop of its lane only.
 */
public final class Subscription {

    /** Where a subscription is in its life. */
    public enum State {
        /** Finding out where to begin. */
        STARTING,
        /** Reading the journal. */
        CATCHING_UP,
        /** Reading the window, or waiting for more. */
        LIVE,
        /** Everything is written that will be; the sink is ending. */
        DRAINING,
        /** Over. */
        CLOSED
    }

    /** Most subscriptions read one topic and wait; what they hold is held ten thousand times. */
    static final int FEW = 1;

    private final Lane lane;
    private final ReadRequest request;
    private final Sink sink;
    private final History history;
    private final Signals signals;
    private final Map<Topic, Cursor> cursors = new LinkedHashMap<>(FEW);
    private final Deque<Cursor> behind = new ArrayDeque<>(FEW);
    private final Deque<Block> fetched = new ArrayDeque<>(FEW);
    private State state = State.STARTING;
    private boolean pumping;
    private boolean reading;
    private int quietTicks;

    Subscription(Lane lane, ReadRequest request, Sink sink, History history) {
        this.lane = lane;
        this.request = request;
        this.sink = sink;
        this.history = history;
        this.signals = new Signals(request.selection());
        sink.onWritable(this::pump);
        sink.onClose(this::close);
        sink.resumesAt(this::position);
    }

    /** Where it is in its life. */
    public State state() {
        return state;
    }

    /** Ends the stream as the node goes away: the reader is told to go on elsewhere. */
    public void drain() {
        end(new StreamError.Draining(position()));
    }

    private @Nullable ResumePoint position() {
        boolean begun = state == State.CATCHING_UP || state == State.LIVE;
        boolean skipGap = request.resume().skipGap();
        return begun ? ResumePoint.reached(lane.epoch(), cursors.values(), skipGap) : null;
    }

    ReadRequest request() {
        return request;
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    /** Begins to deliver. */
    void begin(List<Span> spans) {
        if (state != State.STARTING) {
            return;
        }
        for (Span span : spans) {
            Cursor cursor = attach(lane.live(span.topic()));
            cursor.next = span.next();
            cursor.until = span.until();
            lane.extend(cursor.live, span.last());
            if (span.lost() > 0) {
                sink.write(signals.gap(span.topic(), span.next() - 1, span.lost()));
            }
        }
        state = State.CATCHING_UP;
        quietTicks = -1; // the second that is under way is not a whole one
        if (request.heartbeatSeconds() > 0 && request.selection() instanceof Selection.Prefix) {
            sink.write(signals.heartbeat(cursors.values()));
        }
        cursors.values().forEach(this::enqueue);
        pump();
    }

    /** Ends the stream with an error. */
    void end(Throwable error) {
        if (state != State.CLOSED && state != State.DRAINING) {
            state = State.DRAINING;
            sink.fail(error);
        }
    }

    /** Reads a topic from its beginning, unless {@link #begin} says otherwise. */
    Cursor attach(LiveTopic live) {
        return cursors.computeIfAbsent(live.topic(), topic -> {
            Cursor cursor = new Cursor(this, live, 1, request.follow() ? Long.MAX_VALUE : 0);
            live.attach(cursor);
            return cursor;
        });
    }

    /** There may be more in the topic of a cursor. */
    void arrived(Cursor cursor) {
        if (state == State.LIVE || state == State.CATCHING_UP) {
            enqueue(cursor);
            pump();
        }
    }

    /** A second has passed. */
    void tick() {
        if (request.heartbeatSeconds() > 0 && (state == State.LIVE || state == State.CATCHING_UP)) {
            quietTicks++;
            if (quietTicks >= request.heartbeatSeconds() && sink.writable()) {
                quietTicks = 0;
                sink.write(signals.heartbeat(cursors.values()));
            }
        }
    }

    private void enqueue(Cursor cursor) {
        if (!cursor.queued && cursor.behind()) {
            cursor.queued = true;
            behind.add(cursor);
        }
    }

    /** Delivers as much as there is and the sink takes. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (RuntimeException error) {
            end(error); // such as a filter's: no other subscription is to suffer from it
        } finally {
            pumping = false;
        }
    }

    /** One block; false when there is none now, or no room for it. */
    private boolean step() {
        if ((state != State.LIVE && state != State.CATCHING_UP) || !sink.writable()) {
            return false;
        }
        if (!fetched.isEmpty()) {
            Block block = fetched.remove();
            Cursor cursor = cursors.get(block.topic());
            return cursor != null && deliver(cursor, block);
        }
        if (reading) {
            return false;
        }
        return state == State.CATCHING_UP ? catchUp() : follow();
    }

    private boolean follow() {
        Cursor cursor = behind.poll();
        if (cursor == null) {
            finishUnlessFollowing();
            return false;
        }
        cursor.queued = false;
        if (!cursor.behind()) {
            return true;
        }
        Block block = cursor.live.holding(cursor.next);
        if (block == null) {
            state = State.CATCHING_UP;
            enqueue(cursor);
            return true;
        }
        boolean delivered = deliver(cursor, block);
        enqueue(cursor);
        return delivered;
    }

    private boolean catchUp() {
        behind.removeIf(cursor -> {
            cursor.queued = cursor.behind();
            return !cursor.queued;
        });
        if (behind.stream().allMatch(cursor -> cursor.live.holding(cursor.next) != null)) {
            behind.forEach(cursor -> cursor.ahead.clear());
            state = State.LIVE;
            return true;
        }
        reading = true;
        history.next(List.copyOf(behind)).onComplete(read -> {
            reading = false;
            if (read.failed()) {
                end(read.cause());
            } else if (read.result().isEmpty()) {
                expire();
            } else {
                fetched.addAll(read.result());
            }
            pump();
        });
        return !reading;
    }

    /** The journal had nothing of what the cursors want: retention has passed some of them by. */
    private void expire() {
        reading = true;
        lane.extents(behind).onComplete(extents -> {
            reading = false;
            if (extents.failed()) {
                end(extents.cause());
                return;
            }
            boolean moved = false;
            for (Cursor cursor : List.copyOf(behind)) {
                cursor.ahead.clear();
                Extent extent = extents.result().getOrDefault(cursor.topic(), Extent.EMPTY);
                moved |= extent.earliest() > cursor.next && skipTo(cursor, extent.earliest());
            }
            if (!moved) {
                end(new StreamError.JournalDamaged("journal: blocks of the index cannot be read"));
            }
            pump();
        });
    }

    private boolean deliver(Cursor cursor, Block block) {
        if (block.first() > cursor.next && !skipTo(cursor, block.first())) {
            return false;
        }
        if (block.last() < cursor.next) {
            return true;
        }
        Frames frames = block.view(request.filter());
        if (block.first() < cursor.next) {
            frames = frames.from(cursor.next);
        }
        cursor.next = block.last() + 1;
        if (!frames.isEmpty()) {
            quietTicks = 0;
            sink.write(frames);
        }
        return true;
    }

    /** Records before {@code offset} are gone: says so, or ends the stream. */
    private boolean skipTo(Cursor cursor, long offset) {
        if (!request.resume().skipGap()) {
            end(new StreamError.HistoryExpired(cursor.topic(), new Position(lane.epoch(), offset)));
            return false;
        }
        long gone = Math.min(offset - 1, cursor.until);
        sink.write(signals.gap(cursor.topic(), gone, gone + 1 - cursor.next));
        cursor.next = gone + 1;
        return true;
    }

    private void finishUnlessFollowing() {
        if (!request.follow()) {
            state = State.DRAINING;
            sink.end();
        }
    }

    private void close() {
        if (closed()) {
            return;
        }
        state = State.CLOSED;
        fetched.clear();
        behind.clear();
        cursors.values().forEach(lane::detach);
        lane.closed(this);
    }
}
