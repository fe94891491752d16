package dev.yamabiko.service.metric;

import dev.yamabiko.proto.metrics.v1.MetricStats;
import dev.yamabiko.proto.metrics.v1.MetricsSummary;
import dev.yamabiko.service.Rejections;
import dev.yamabiko.service.ServiceError.Violation;
import dev.yamabiko.service.Times;
import dev.yamabiko.service.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One RecordMetrics call. Used on the event loop of its call only. */
final class RecordUpload implements Upload<MetricsSummary> {

    /** What is known of a series by its encoded identity: where its values go. */
    private record Target(Values statistics, Delta delta) {}

    private final Recorder recorder;
    private final SeriesBook book;
    private final Clock clock;
    private final MetricScan scan = new MetricScan();
    private final Map<Identity, Target> targets = new HashMap<>();
    private final Map<String, Values> names = new HashMap<>();
    private final Rejections rejections = new Rejections("metric");
    private final Promise<MetricsSummary> summary = Promise.promise();
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;
    private boolean closed;

    RecordUpload(Recorder recorder, SeriesBook book, Clock clock) {
        this.recorder = recorder;
        this.book = book;
        this.clock = clock;
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        rejections.next();
        Violation broken = scan.scan(bytes, from, to, clock.millis());
        Target target = broken == null ? targets.get(scan.identity()) : null;
        if (broken == null && target == null) {
            String name = scan.name();
            Map<String, String> labels = scan.labels();
            broken = MetricRules.name("name", name);
            broken = broken == null ? MetricRules.labels("labels", labels, MetricRules.MAX_LABELS) : broken;
            target = broken == null ? introduce(name, labels) : null;
        }
        if (broken != null) {
            rejections.add(broken);
        } else if (target != null) {
            take(target, scan.value(), scan.time());
        }
    }

    private void take(Target target, double value, long time) {
        target.statistics().add(value, time);
        recorder.record(target.delta(), value, time);
        earliest = Math.min(earliest, time);
        latest = Math.max(latest, time);
    }

    /** Labels may come in any order: identities are kept for speed alone, within the same bound as series. */
    private Target introduce(String name, Map<String, String> labels) {
        SeriesId series = SeriesId.of(name, scan.type(), labels, book.node());
        Values statistics = names.get(name);
        if (statistics == null) {
            book.admitName(names.size());
            statistics = Values.withPercentiles();
            names.put(name, statistics);
        }
        book.admit(List.of(series));
        if (targets.size() >= book.maxSeries()) {
            targets.clear();
        }
        Target target = new Target(statistics, new Delta(series));
        targets.put(scan.identity().copy(), target);
        return target;
    }

    @Override
    public void finish() {
        recorder.push();
        summary.tryComplete(summary());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            book.releaseNames(names.size());
        }
    }

    @Override
    public Future<MetricsSummary> result() {
        return summary.future();
    }

    private MetricsSummary summary() {
        MetricsSummary.Builder all = MetricsSummary.newBuilder()
                .setTotalMetrics(Rejections.int32(rejections.received()))
                .setUniqueMetricNames(names.size())
                .setRejectedCount(Rejections.int32(rejections.rejected()))
                .addAllErrors(rejections.errors());
        if (latest >= earliest) {
            all.setStartTime(Times.timestamp(earliest)).setEndTime(Times.timestamp(latest));
        }
        names.forEach((name, values) -> {
            if (values.count() > 0) {
                all.putStats(name, stats(values));
            }
        });
        return all.build();
    }

    private static MetricStats stats(Values values) {
        return MetricStats.newBuilder()
                .setCount(Rejections.int32(values.count()))
                .setSum(values.sum())
                .setMin(values.min())
                .setMax(values.max())
                .setAvg(values.sum() / values.count())
                .setP50(values.p50())
                .setP95(values.p95())
                .setP99(values.p99())
                .build();
    }
}
