package dev.yamabiko.service.metric;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.datacollection.v1.CollectionResult;
import dev.yamabiko.proto.datacollection.v1.DataPoint;
import dev.yamabiko.service.Rejections;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.StreamError;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One CollectDataPoints call. Used on the event loop of its call only. */
final class PointUpload implements Upload<CollectionResult> {

    private static final String SOURCE = "source";
    private static final int MAX_METRICS = 100;

    /** A point has two labels more: its source and the node. */
    private static final int MAX_TAGS = MetricRules.MAX_LABELS - 2;

    private final Recorder recorder;
    private final SeriesBook book;
    private final Clock clock;
    private final long startedAt;
    private final Map<SeriesId, Delta> deltas = new HashMap<>();
    private final Rejections rejections = new Rejections("point");
    private final Promise<CollectionResult> result = Promise.promise();

    PointUpload(Recorder recorder, SeriesBook book, Clock clock) {
        this.recorder = recorder;
        this.book = book;
        this.clock = clock;
        this.startedAt = clock.millis();
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        rejections.next();
        DataPoint point = parse(bytes, from, to);
        long now = clock.millis();
        Violation broken = violation(point, now);
        broken = broken == null ? take(point, point.getTimestamp() == 0 ? now : point.getTimestamp()) : broken;
        if (broken != null) {
            rejections.add(broken);
        }
    }

    private static @Nullable Violation violation(DataPoint point, long now) {
        int metrics = point.getMetricsCount();
        if (metrics == 0 || metrics > MAX_METRICS) {
            return new Violation("metrics", metrics + " metrics (expected: 1 to " + MAX_METRICS + ")");
        }
        Violation broken = MetricRules.source(point.getSource());
        broken = broken == null ? MetricRules.time(point.getTimestamp(), now) : broken;
        broken = broken == null ? MetricRules.labels("tags", point.getTagsMap(), MAX_TAGS) : broken;
        for (Map.Entry<String, Double> metric : point.getMetricsMap().entrySet()) {
            broken = broken == null ? MetricRules.name("metrics", metric.getKey()) : broken;
            broken = broken == null ? MetricRules.value("metrics." + metric.getKey(), metric.getValue()) : broken;
        }
        return broken;
    }

    /** All of a point or nothing. */
    private @Nullable Violation take(DataPoint point, long time) {
        Map<String, String> labels = new HashMap<>(point.getTagsMap());
        labels.put(SOURCE, point.getSource());
        Map<SeriesId, Double> values = new HashMap<>();
        point.getMetricsMap()
                .forEach((name, value) -> values.put(SeriesId.of(name, MetricType.GAUGE, labels, book.node()), value));
        if (!deltas.keySet().containsAll(values.keySet())) {
            try {
                introduce(values.keySet());
            } catch (StreamError.LimitReached full) {
                return new Violation("metrics", String.valueOf(full.getMessage()));
            }
        }
        values.forEach((series, value) -> recorder.record(deltas.computeIfAbsent(series, Delta::new), value, time));
        return null;
    }

    /** Series are kept here for speed alone, within the bound that they have on the node. */
    private void introduce(Set<SeriesId> series) {
        book.admit(series);
        if (deltas.size() >= book.maxSeries()) {
            deltas.clear();
        }
    }

    @Override
    public void finish() {
        recorder.push();
        result.tryComplete(CollectionResult.newBuilder()
                .setTotalProcessed(Rejections.int32(rejections.received()))
                .setSuccessfulCount(Rejections.int32(rejections.received() - rejections.rejected()))
                .setErrorCount(Rejections.int32(rejections.rejected()))
                .addAllErrors(rejections.errors())
                .setProcessingTimeMs(Math.max(0, clock.millis() - startedAt))
                .build());
    }

    @Override
    public Future<CollectionResult> result() {
        return result.future();
    }

    private static DataPoint parse(byte[] bytes, int from, int to) {
        try {
            return DataPoint.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("message: " + error.getMessage());
        }
    }
}
