package dev.yamabiko.service.metric;

import dev.yamabiko.proto.datacollection.v1.CollectionResult;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.proto.metrics.v1.MetricsSummary;
import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Upload;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.latest.LatestLane;
import dev.yamabiko.stream.latest.LatestRequest;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** Numbers in and out, for the calls of one event loop: created and used there. */
public final class MetricService {

    private static final int MAX_NAMES = 100;
    private static final int MAX_SECONDS = 3_600;

    private final LatestLane lane;
    private final MetricShare share;
    private final Recorder recorder;
    private final Permissions permissions;
    private final Clock clock;

    /** Reads through a lane and records through the share. */
    public MetricService(Vertx vertx, LatestLane lane, MetricShare share, Permissions permissions, Clock clock) {
        this.lane = lane;
        this.share = share;
        this.recorder = new Recorder(vertx, share::keep);
        this.permissions = permissions;
        this.clock = clock;
        share.lag().watch(vertx);
    }

    /** {@code MetricsService/StreamMetrics}; throws {@link dev.yamabiko.service.ServiceError.InvalidRequest}. */
    public void streamMetrics(MetricsRequest request, CallMetadata call, Sink sink) {
        LatestRequest read = checked(request);
        permissions.require(call.caller(), Action.READ, read.topic().name());
        lane.read(read, sink);
    }

    /** {@code MetricsService/RecordMetrics}. */
    public Upload<MetricsSummary> recordMetrics(CallMetadata call) {
        permissions.require(call.caller(), Action.WRITE, MetricShare.TOPIC.name());
        return new RecordUpload(recorder, share.book(), clock);
    }

    /** {@code DataCollectionService/CollectDataPoints}. */
    public Upload<CollectionResult> collectDataPoints(CallMetadata call) {
        permissions.require(call.caller(), Action.WRITE, MetricShare.TOPIC.name());
        return new PointUpload(recorder, share.book(), clock);
    }

    /** Ends every stream: the node is going away. */
    public void drain() {
        lane.drain();
    }

    /** A series is new at every tick: an interval of one tick is as it comes. */
    private static LatestRequest checked(MetricsRequest request) {
        FieldRules rules = new FieldRules()
                .range("interval_seconds", request.getIntervalSeconds(), 0, MAX_SECONDS)
                .range("heartbeat_seconds", request.getHeartbeatSeconds(), 0, MAX_SECONDS)
                .range("metric_names", request.getMetricNamesCount(), 0, MAX_NAMES)
                .range("labels", request.getLabelsCount(), 0, MetricRules.MAX_LABELS);
        for (String name : request.getMetricNamesList()) {
            rules.require(!name.isEmpty(), "metric_names", "empty (expected: a name, which may hold `*`)")
                    .bytes("metric_names", name, MetricRules.MAX_NAME_BYTES);
        }
        for (Map.Entry<String, String> label : request.getLabelsMap().entrySet()) {
            rules.bytes("labels", label.getKey(), MetricRules.MAX_LABEL_BYTES)
                    .bytes("labels", label.getValue(), MetricRules.MAX_LABEL_VALUE_BYTES);
        }
        rules.check();
        MetricFilter filter =
                new MetricFilter(Set.copyOf(request.getMetricNamesList()), Map.copyOf(request.getLabelsMap()));
        int interval = request.getIntervalSeconds() <= 1 ? 0 : request.getIntervalSeconds();
        return new LatestRequest(MetricShare.TOPIC, filter, interval, request.getHeartbeatSeconds());
    }
}
