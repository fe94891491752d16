package dev.yamabiko.chaos.rig;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricsServiceGrpc;
import dev.yamabiko.proto.metrics.v1.MetricsSummary;
import io.grpc.Channel;

/** One RecordMetrics call. One thread. */
public final class MetricUpload {

    private final RawCall call;

    public MetricUpload(Channel channel) {
        this.call = new RawCall(channel, MetricsServiceGrpc.getRecordMetricsMethod(), 2);
    }

    public MetricUpload send(Metric metric) {
        return send(metric.toByteArray());
    }

    /** An encoded metric. */
    public MetricUpload send(byte[] metric) {
        call.send(metric);
        return this;
    }

    /** Says that this was all, and waits for the answer. */
    public MetricsSummary finish() {
        call.halfClose();
        Outcome outcome = call.outcome();
        if (!outcome.ok()) {
            throw new AssertionError("RecordMetrics: " + outcome);
        }
        try {
            return MetricsSummary.parseFrom(call.responses().get(0));
        } catch (InvalidProtocolBufferException error) {
            throw new AssertionError(error);
        }
    }
}
