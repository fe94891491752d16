package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricStats;
import dev.yamabiko.proto.metrics.v1.MetricsSummary;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.Times;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the metrics of one call. */
@Timeout(30)
class MetricUploadTest {

    private static final long NOW = 1_700_000_000_123L;
    private static final Timestamp SOON = Times.timestamp(NOW + MetricRules.MAX_AHEAD_MS);

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(NOW);
    private final List<Recorded> kept = new ArrayList<>();
    private final SeriesBook book = new SeriesBook("node-1", 3, 5);
    private final Recorder recorder = new Recorder(vertx, kept::addAll);
    private final RecordUpload upload = new RecordUpload(recorder, book, clock);

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    static Stream<Arguments> badValues() {
        String finite = " (expected: a finite number)";
        String times = " (expected: from 1970 to at most five minutes ahead of the hub's time)";
        return Stream.of(
                bad("value: NaN" + finite, metric().setValue(Double.NaN)),
                bad("value: Infinity" + finite, metric().setValue(Double.POSITIVE_INFINITY)),
                bad("value: -Infinity" + finite, metric().setValue(Double.NEGATIVE_INFINITY)),
                bad(
                        "value: -1.0 (expected: 0 or more, as it is a counter)",
                        metric().setType(Metric.Type.TYPE_COUNTER).setValue(-1)),
                bad("type: 9 (expected: TYPE_COUNTER, TYPE_GAUGE or TYPE_HISTOGRAM)", metric().setTypeValue(9)),
                bad("timestamp: -1" + times, metric().setTimestamp(Times.timestamp(-1))),
                bad(
                        "timestamp: 1700000300124" + times,
                        metric().setTimestamp(Times.timestamp(NOW + MetricRules.MAX_AHEAD_MS + 1))),
                bad(
                        "timestamp: 1 s, 1000000000 ns (expected: a valid timestamp)",
                        metric().setTimestamp(
                                        Timestamp.newBuilder().setSeconds(1).setNanos(1_000_000_000))),
                bad(
                        "timestamp: 9223372036854775807 s, 0 ns (expected: a valid timestamp)",
                        metric().setTimestamp(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))));
    }

    static Stream<Arguments> badNames() {
        String name = " bytes (expected: 1 to 255, no `*` and no control character)";
        String key = " bytes (expected: 1 to 128, no control character)";
        return Stream.of(
                bad("name: 0" + name, metric().setName("")),
                bad("name: 256" + name, metric().setName("ä".repeat(128))),
                bad("name: 4" + name, metric().setName("cpu*")),
                bad("name: 3" + name, metric().setName("a\nb")),
                bad(
                        "name: cpu_usage_ratio (expected: another name: this one is the hub's own)",
                        metric().setName("cpu_usage_ratio")),
                bad("labels: key of 0" + key, metric().putLabels("", "x")),
                bad("labels: key of 3" + key, metric().putLabels("a\tb", "x")),
                bad(
                        "labels: value of 256 bytes (expected: at most 255, no control character)",
                        metric().putLabels("a", "x".repeat(256))),
                bad("labels: 17 labels (expected: at most 16)", labels(17)));
    }

    private static Arguments bad(String error, Metric.Builder metric) {
        return Arguments.of(error, metric);
    }

    @ParameterizedTest
    @MethodSource({"badValues", "badNames"})
    void shouldRejectAMetricThatBreaksARuleAndGoOn(String error, Metric.Builder metric) {
        // When
        send(metric);
        send(metric().setValue(5));
        MetricsSummary summary = finish();

        // Then
        assertThat(summary.getErrorsList()).containsExactly("metric 1: " + error);
        assertThat(summary.getTotalMetrics()).isEqualTo(2);
        assertThat(summary.getRejectedCount()).isEqualTo(1);
        assertThat(summary.getUniqueMetricNames()).isEqualTo(1);
        assertThat(summary.getStatsOrThrow("m").getSum()).isEqualTo(5);
        assertThat(kept).hasSize(1);
    }

    @Test
    void shouldTakeWhatIsOnTheEdgeOfARule() {
        send(metric().setName("ä".repeat(127) + "x").setTimestamp(SOON));
        send(labels(16).setTimestamp(Timestamp.getDefaultInstance()));
        send(metric().setName("-0").setValue(-0.0).setType(Metric.Type.TYPE_COUNTER));
        MetricsSummary summary = finish();
        assertThat(summary.getErrorsList()).isEmpty();
        assertThat(summary.getUniqueMetricNames()).isEqualTo(3);
        assertThat(summary.getStartTime()).isEqualTo(Timestamp.getDefaultInstance());
        assertThat(summary.getEndTime()).isEqualTo(SOON);
    }

    @Test
    void shouldSumUpTheValuesOfAName() {
        // When
        send(metric().setValue(3).setTimestamp(Times.timestamp(30)));
        send(metric().setValue(1).setTimestamp(Times.timestamp(10)).putLabels("a", "b"));
        send(metric().setValue(2).setTimestamp(Times.timestamp(20)).setType(Metric.Type.TYPE_COUNTER));
        send(metric().setName("other").setValue(-7));
        MetricsSummary summary = finish();

        // Then
        assertThat(summary.getStatsOrThrow("m"))
                .isEqualTo(MetricStats.newBuilder()
                        .setCount(3)
                        .setSum(6)
                        .setMin(1)
                        .setMax(3)
                        .setAvg(2)
                        .setP50(summary.getStatsOrThrow("m").getP50())
                        .setP95(summary.getStatsOrThrow("m").getP95())
                        .setP99(summary.getStatsOrThrow("m").getP99())
                        .build());
        assertThat(summary.getStatsOrThrow("m").getP50()).isBetween(1.98, 2.02);
        assertThat(summary.getStatsOrThrow("other").getMax()).isEqualTo(-7);
        assertThat(summary.getStartTime()).as("in whatever order they come").isEqualTo(Times.timestamp(10));
        assertThat(summary.getEndTime())
                .as("the time of receipt, where there is none")
                .isEqualTo(Times.timestamp(NOW));
    }

    @Test
    void shouldKeepSeriesByNameLabelsAndType() {
        // When
        send(metric().setValue(1).putLabels("a", "1").putLabels("b", "2"));
        send(metric().setValue(2).putLabels("b", "2").putLabels("a", "1"));
        send(metric().setValue(3).putLabels("a", "1").putLabels("b", "2").putLabels("node", "mine"));
        send(metric().setValue(4)
                .setType(Metric.Type.TYPE_GAUGE)
                .putLabels("a", "1")
                .putLabels("b", "2"));
        send(metric().setValue(5).setType(Metric.Type.TYPE_COUNTER));
        finish();

        // Then
        assertThat(kept.stream().map(recorded -> recorded.series().key()).distinct())
                .containsExactlyInAnyOrder("m\nGAUGE\na\t1\nb\t2\nnode\tnode-1", "m\nCOUNTER\nnode\tnode-1");
        assertThat(kept.stream()
                        .mapToDouble(recorded -> recorded.values().sum())
                        .sum())
                .isEqualTo(15);
    }

    @Test
    void shouldRefuseANameTooMany() {
        send(metric().setName("a"));
        send(metric().setName("b"));
        send(metric().setName("c"));
        send(metric().setName("a"));
        assertThatThrownBy(() -> send(metric().setName("d")))
                .isInstanceOf(StreamError.LimitReached.class)
                .hasMessage("metrics.max-names: 3 names in one call (expected: no more)");
    }

    @Test
    void shouldRefuseASeriesTooManyAndNamesOfAllCallsTogether() {
        for (int i = 0; i < 5; i++) {
            send(metric().putLabels("i", "" + i));
        }
        assertThatThrownBy(() -> send(metric().putLabels("i", "5")))
                .isInstanceOf(StreamError.LimitReached.class)
                .hasMessage("metrics.max-series: 5 series on this node (expected: no more)");

        send(metric().setName("m").putLabels("i", "0"));
        List<RecordUpload> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(new RecordUpload(recorder, book, clock));
            send(others.get(i), metric().putLabels("i", "0").build().toByteArray());
        }
        RecordUpload tooMany = new RecordUpload(recorder, book, clock);
        byte[] known = metric().putLabels("i", "0").build().toByteArray();
        assertThatThrownBy(() -> send(tooMany, known)).hasMessageContaining("names in all calls of this node");
        others.get(0).close();
        others.get(0).close();
        send(new RecordUpload(recorder, book, clock), known);
    }

    @Test
    void shouldNameTheFirstHundredRejectionsAlone() {
        for (int i = 0; i < 250; i++) {
            send(metric().setValue(Double.NaN));
        }
        MetricsSummary summary = finish();
        assertThat(summary.getErrorsList()).hasSize(100).last().asString().startsWith("metric 100: ");
        assertThat(summary.getRejectedCount()).isEqualTo(250);
        assertThat(summary.hasStartTime()).isFalse();
    }

    @Test
    void shouldEndTheCallOfAMessageThatIsNone() {
        assertThatThrownBy(() -> send(upload, new byte[] {(byte) 0xFF}))
                .isInstanceOf(ServiceError.MalformedMessage.class);
        ByteString latin = ByteString.copyFrom(new byte[] {(byte) 0xE4});
        UnknownFieldSet name = UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(latin)
                                .build())
                .build();
        assertThatThrownBy(() -> send(upload, name.toByteArray())).isInstanceOf(ServiceError.MalformedMessage.class);
    }

    private static Metric.Builder metric() {
        return Metric.newBuilder().setName("m").setValue(1);
    }

    private static Metric.Builder labels(int count) {
        Metric.Builder metric = metric();
        for (int i = 0; i < count; i++) {
            metric.putLabels("label-" + i, "x".repeat(255));
        }
        return metric;
    }

    private void send(Metric.Builder metric) {
        send(upload, metric.build().toByteArray());
    }

    private static void send(RecordUpload upload, byte[] message) {
        byte[] surrounded = new byte[message.length + 7];
        System.arraycopy(message, 0, surrounded, 3, message.length);
        upload.message(surrounded, 3, 3 + message.length);
    }

    private MetricsSummary finish() {
        upload.finish();
        return upload.result().result();
    }
}
