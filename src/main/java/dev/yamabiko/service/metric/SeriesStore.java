package dev.yamabiko.service.metric;

import dev.yamabiko.stream.latest.LatestSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The series that clients have recorded on this node: sums since they began, the newest values, and the distribution of
 * the values of a tick. Series that nobody adds to expire. Used by one thread.
 */
final class SeriesStore {

    private final SeriesBook book;
    private final LatestSource source;
    private final long expiryMs;
    private final Map<SeriesId, Series> all = new HashMap<>();
    private final Set<Series> changed = new LinkedHashSet<>();

    private static final class Series {
        private final SeriesId id;
        private final Values total = Values.withoutPercentiles();
        private @Nullable Values tick;
        private long changedAt;

        Series(SeriesId id) {
            this.id = id;
        }
    }

    /** Empty; {@code expiryMs}: how long a series stays without a new value. */
    SeriesStore(SeriesBook book, LatestSource source, long expiryMs) {
        this.book = book;
        this.source = source;
        this.expiryMs = expiryMs;
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /**
     * Adds values; throws {@link dev.yamabiko.stream.StreamError.LimitReached} if there is no room for their series.
     */
    void add(Recorded recorded, long now) {
        Series series = all.get(recorded.series());
        if (series == null) {
            book.admit(List.of(recorded.series()));
            series = new Series(recorded.series());
            all.put(recorded.series(), series);
        }
        series.changedAt = now;
        series.total.add(recorded.values());
        if (series.tick == null) {
            series.tick = recorded.values();
        } else {
            series.tick.add(recorded.values());
        }
        changed.add(series);
    }

    /** The tick is over: gives the source what has changed. */
    void publish() {
        for (Series series : changed) {
            Values tick = series.tick;
            if (tick != null) {
                points(series, tick).forEach((id, value) -> source.put(id.key(), id.point(value, tick.lastTime())));
                series.tick = null;
            }
        }
        changed.clear();
    }

    /** Forgets series that have not changed for long. */
    void expire(long now) {
        List<Series> gone = new ArrayList<>();
        for (Iterator<Series> each = all.values().iterator(); each.hasNext(); ) {
            Series series = each.next();
            if (now - series.changedAt > expiryMs) {
                each.remove();
                gone.add(series);
            }
        }
        for (Series series : gone) {
            book.forget(series.id);
            changed.remove(series);
            names(series.id).forEach(id -> source.remove(id.key()));
        }
    }

    private static Map<SeriesId, Double> points(Series series, Values tick) {
        SeriesId id = series.id;
        return switch (id.type()) {
            case COUNTER -> Map.of(id, series.total.sum());
            case GAUGE -> Map.of(id, series.total.last());
            case HISTOGRAM ->
                Map.of(
                        id.named(id.name() + "_count"), (double) series.total.count(),
                        id.named(id.name() + "_sum"), series.total.sum(),
                        id.named(id.name() + "_min"), tick.min(),
                        id.named(id.name() + "_max"), tick.max(),
                        id.named(id.name() + "_p50"), tick.p50(),
                        id.named(id.name() + "_p95"), tick.p95(),
                        id.named(id.name() + "_p99"), tick.p99());
        };
    }

    private static List<SeriesId> names(SeriesId id) {
        return id.type() == MetricType.HISTOGRAM
                ? List.of("_count", "_sum", "_min", "_max", "_p50", "_p95", "_p99").stream()
                        .map(end -> id.named(id.name() + end))
                        .toList()
                : List.of(id);
    }
}
