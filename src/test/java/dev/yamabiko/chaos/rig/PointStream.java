package dev.yamabiko.chaos.rig;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.proto.metrics.v1.MetricsServiceGrpc;
import dev.yamabiko.support.Await;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** One StreamMetrics call. One thread. */
public final class PointStream {

    private static final int EVERYTHING = Integer.MAX_VALUE;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RawCall call;

    private PointStream(RawCall call, MetricsRequest request) {
        this.call = call;
        call.sendAll(request.toByteArray());
    }

    /** Takes all there is. */
    public static PointStream open(Channel channel, MetricsRequest request) {
        return new PointStream(new RawCall(channel, MetricsServiceGrpc.getStreamMetricsMethod(), EVERYTHING), request);
    }

    /** Takes one point, and no more until {@link #takeAll}. */
    public static PointStream stalled(Channel channel, MetricsRequest request) {
        return new PointStream(new RawCall(channel, MetricsServiceGrpc.getStreamMetricsMethod(), 1), request);
    }

    /** From now on, takes all there is. */
    public void takeAll() {
        call.take(EVERYTHING - 1);
    }

    /** Everything that came, heartbeats too. */
    public List<MetricPoint> all() {
        return call.responses().stream().map(PointStream::parse).toList();
    }

    /** The points that came. */
    public List<MetricPoint> points() {
        return all().stream().filter(point -> !point.getHeartbeat()).toList();
    }

    /** The points of a series name that came, of a node. */
    public List<MetricPoint> points(String name, String node) {
        return points().stream()
                .filter(point -> point.getName().equals(name)
                        && point.getLabelsOrDefault("node", "").equals(node))
                .toList();
    }

    /** Waits for a point. */
    public void await(String what, Predicate<MetricPoint> point) {
        Await.until(what, PATIENCE, () -> all().stream().anyMatch(point));
    }

    public void cancel() {
        call.cancel();
    }

    private static MetricPoint parse(byte[] message) {
        try {
            return MetricPoint.parseFrom(message);
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }
}
