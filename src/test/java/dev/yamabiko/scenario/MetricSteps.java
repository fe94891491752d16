package dev.yamabiko.scenario;

import dev.yamabiko.proto.datacollection.v1.CollectionResult;
import dev.yamabiko.proto.datacollection.v1.DataCollectionServiceGrpc;
import dev.yamabiko.proto.datacollection.v1.DataPoint;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.proto.metrics.v1.MetricStats;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.proto.metrics.v1.MetricsServiceGrpc;
import dev.yamabiko.proto.metrics.v1.MetricsSummary;
import dev.yamabiko.support.Await;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The commands of a scenario that are about numbers. One thread.
 *
 * <pre>
 * &gt; record       one call with the metrics in the lines below: METRIC
 * &gt; points       one call with the points in the lines below: POINT
 * &gt; watch name [names=pattern]... [interval=seconds] [label=value]...
 * &gt; shown name   the newest point of each series, once there are as many as expected, without their nodes
 *
 * METRIC   name value [counter|histogram] [label=value]...
 * POINT    source [metric=value]... [tag.key=value]...
 * </pre>
 */
final class MetricSteps {

    private static final String TAG = "tag.";
    private static final int PATIENCE_SECONDS = 20;

    private final Nodes nodes;
    private final Map<String, Watch> watches = new HashMap<>();

    MetricSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> record(List<String> body) throws Exception {
        CompletableFuture<MetricsSummary> result = new CompletableFuture<>();
        StreamObserver<Metric> call =
                MetricsServiceGrpc.newStub(nodes.any()).recordMetrics(ScenarioRunner.completing(result));
        body.forEach(line -> call.onNext(metric(new Words(line))));
        call.onCompleted();
        try {
            return lines(result.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException error) {
            return List.of(Lines.of(error.getCause()));
        }
    }

    private static Metric metric(Words words) {
        Metric.Builder metric = Metric.newBuilder().setName(words.next()).setValue(Double.parseDouble(words.next()));
        String type = words.next();
        return metric.setType(
                        type.isEmpty()
                                ? Metric.Type.TYPE_UNSPECIFIED
                                : Metric.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)))
                .putAllLabels(words.rest())
                .build();
    }

    private static List<String> lines(MetricsSummary summary) {
        List<String> lines = new ArrayList<>();
        int taken = summary.getTotalMetrics() - summary.getRejectedCount();
        lines.add("taken " + taken + " of " + summary.getTotalMetrics());
        new TreeMap<>(summary.getStatsMap()).forEach((name, stats) -> lines.add(name + " " + line(stats)));
        lines.addAll(summary.getErrorsList());
        return lines;
    }

    private static String line(MetricStats stats) {
        return "count=" + stats.getCount() + " sum=" + stats.getSum() + " min=" + stats.getMin() + " max="
                + stats.getMax() + " avg=" + stats.getAvg();
    }

    List<String> points(List<String> body) throws Exception {
        CompletableFuture<CollectionResult> result = new CompletableFuture<>();
        StreamObserver<DataPoint> call =
                DataCollectionServiceGrpc.newStub(nodes.any()).collectDataPoints(ScenarioRunner.completing(result));
        body.forEach(line -> call.onNext(point(new Words(line))));
        call.onCompleted();
        CollectionResult collected = result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        List<String> lines = new ArrayList<>();
        lines.add("taken " + collected.getSuccessfulCount() + " of " + collected.getTotalProcessed());
        lines.addAll(collected.getErrorsList());
        return lines;
    }

    private static DataPoint point(Words words) {
        DataPoint.Builder point = DataPoint.newBuilder().setSource(words.next());
        words.rest().forEach((name, value) -> {
            if (name.startsWith(TAG)) {
                point.putTags(name.substring(TAG.length()), value);
            } else {
                point.putMetrics(name, Double.parseDouble(value));
            }
        });
        return point.build();
    }

    List<String> watch(Words words) {
        String name = words.next();
        MetricsRequest request = MetricsRequest.newBuilder()
                .addAllMetricNames(words.all("names"))
                .setIntervalSeconds((int) words.number("interval"))
                .putAllLabels(words.rest())
                .build();
        Watch watch = new Watch();
        watches.put(name, watch);
        MetricsServiceGrpc.newStub(nodes.any()).streamMetrics(request, watch);
        return List.of();
    }

    List<String> shown(String name, int count) {
        Watch watch = watches.get(name);
        try {
            Await.until("series", Duration.ofSeconds(PATIENCE_SECONDS), () -> watch.newest.size() >= count);
        } catch (AssertionError fewer) {
            return List.copyOf(watch.newest.values());
        }
        return List.copyOf(watch.newest.values());
    }

    /** One StreamMetrics call: the newest line of each series. Thread-safe. */
    private static final class Watch implements StreamObserver<MetricPoint> {
        private final Map<String, String> newest = new ConcurrentSkipListMap<>();

        @Override
        public void onNext(MetricPoint point) {
            Map<String, String> labels = new TreeMap<>(point.getLabelsMap());
            String node = labels.remove("node");
            String series = point.getName() + " " + point.getMetricType() + " " + labels;
            newest.put(
                    series + node,
                    point.getName() + " " + point.getValue() + " " + point.getMetricType() + " " + labels);
        }

        @Override
        public void onError(Throwable error) {
            newest.put("", Lines.of(error));
        }

        @Override
        public void onCompleted() {
            newest.put("", "OK");
        }
    }
}
