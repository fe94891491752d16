package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * One event loop's readers of latest topics. Those that want the same share one view, and what is written. Created and
 * used on that event loop.
 */
public final class LatestLane {

    private static final long TICK_MS = 1_000;

    private record Wanted(Topic topic, KeyFilter filter) {}

    private final Boards boards;
    private final LongAdder open;
    private final Map<Wanted, Circle> circles = new HashMap<>();

    /** Without readers yet, on the current event loop. */
    public LatestLane(Vertx vertx, Boards boards, Gauges gauges) {
        this.boards = boards;
        this.open = gauges.of(Gauges.SUBSCRIPTIONS_OPEN);
        vertx.setPeriodic(TICK_MS, timer -> all().forEach(LatestReader::tick));
    }

    /** Writes the newest values of a topic to a sink, and goes on with what changes until either side ends it. */
    public void read(LatestRequest request, Sink sink) {
        Wanted wanted = new Wanted(request.topic(), request.filter());
        Circle circle = circles.computeIfAbsent(wanted, Circle::new);
        LatestReader reader = new LatestReader(request, sink);
        circle.readers.add(reader);
        open.increment();
        sink.onWritable(reader::goOn);
        reader.show(circle.sheet);
        sink.onClose(() -> leave(wanted, circle, reader));
    }

    /** Ends every reader, as the node goes away. */
    public void drain() {
        all().forEach(reader -> reader.fail(new StreamError.Draining()));
    }

    private void leave(Wanted wanted, Circle circle, LatestReader reader) {
        if (circle.readers.remove(reader)) {
            open.decrement();
            if (circle.readers.isEmpty() && circles.remove(wanted, circle)) {
                circle.stopReading.run();
            }
        }
    }

    private List<LatestReader> all() {
        return circles.values().stream()
                .flatMap(circle -> circle.readers.stream())
                .toList();
    }

    /** Readers of one view. */
    private final class Circle {
        private final Set<LatestReader> readers = new LinkedHashSet<>();
        private final Runnable stopReading;
        private Sheet sheet = Sheet.EMPTY;

        Circle(Wanted wanted) {
            this.stopReading = boards.read(wanted.topic(), wanted.filter(), this::show);
        }

        private void show(Sheet newest) {
            sheet = newest;
            List.copyOf(readers).forEach(reader -> reader.show(newest));
        }
    }
}
