package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.MetricUpload;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricStats;
import dev.yamabiko.proto.metrics.v1.MetricsSummary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many more values than fit into the memory of the hub. */
@Tag("measures")
class RecordMetricsIT {

    private static final Logger LOG = LoggerFactory.getLogger(RecordMetricsIT.class);
    private static final int NAMES = 1_000;
    private static final int VALUES = Rounds.LONG ? 10_000_000 : 2_000_000;

    /** As the documentation says. */
    private static final double PERCENTILE_ERROR = 0.01;

    /** Values are multiples of this, so that their exact sum is a double. */
    private static final double UNIT = 1.0 / 1_024;

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final double[][] values = new double[NAMES][VALUES / NAMES];

    @Test
    void shouldSumUpMillionsOfValuesInLittleMemory() {
        HubNode node = HubNode.in(folder).jvm("-Xmx128m");
        try (HubProcess hub = node.start();
                NodeClient client = NodeClient.of(node)) {
            MetricsSummary summary = record(hub, client);

            assertThat(summary.getTotalMetrics()).isEqualTo(VALUES);
            assertThat(summary.getRejectedCount()).isZero();
            assertThat(summary.getUniqueMetricNames()).isEqualTo(NAMES);
            for (int name = 0; name < NAMES; name++) {
                assertThatIsRight(summary.getStatsOrThrow("metric-" + name), values[name]);
            }
        }
    }

    private MetricsSummary record(HubProcess hub, NodeClient client) {
        Random random = new Random(1);
        MetricUpload upload = new MetricUpload(client.channel());
        byte[][] encoded = new byte[NAMES][];
        for (int name = 0; name < NAMES; name++) {
            encoded[name] = metric(name);
        }
        long began = System.nanoTime();
        for (int i = 0; i < VALUES; i++) {
            int name = i % NAMES;
            double value = Math.max(1, Math.rint(Math.exp(random.nextGaussian() + name % 7) / UNIT)) * UNIT;
            values[name][i / NAMES] = value;
            upload.send(with(encoded[name], value));
        }
        MetricsSummary summary = upload.finish();
        long millis = (System.nanoTime() - began) / 1_000_000;
        LOG.info(
                "values={} ms={} per_second={} rss={}MiB cpu={}ms",
                VALUES,
                millis,
                VALUES * 1_000L / millis,
                hub.residentBytes() >> 20,
                hub.cpu().toMillis());
        return summary;
    }

    /** A third of the series are counters, a third gauges, a third histograms; the value is at the end, still open. */
    private static byte[] metric(int name) {
        byte[] head = Metric.newBuilder()
                .setName("metric-" + name)
                .setTypeValue(1 + name % 3)
                .putLabels("host", "web-" + name % 16)
                .build()
                .toByteArray();
        byte[] open = Arrays.copyOf(head, head.length + 1 + Double.BYTES);
        open[head.length] = Metric.VALUE_FIELD_NUMBER << 3 | 1;
        return open;
    }

    private static byte[] with(byte[] metric, double value) {
        byte[] message = metric.clone();
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < Double.BYTES; i++) {
            message[message.length - Double.BYTES + i] = (byte) (bits >>> (Byte.SIZE * i));
        }
        return message;
    }

    private static void assertThatIsRight(MetricStats stats, double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        double sum = Arrays.stream(sorted).sum();
        assertThat(stats.getCount()).isEqualTo(all.length);
        assertThat(stats.getSum()).isEqualTo(sum);
        assertThat(stats.getMin()).isEqualTo(sorted[0]);
        assertThat(stats.getMax()).isEqualTo(sorted[sorted.length - 1]);
        assertThat(stats.getAvg()).isEqualTo(sum / all.length);
        assertThat(stats.getP50()).isCloseTo(at(sorted, 0.50), within(at(sorted, 0.50) * PERCENTILE_ERROR));
        assertThat(stats.getP95()).isCloseTo(at(sorted, 0.95), within(at(sorted, 0.95) * PERCENTILE_ERROR));
        assertThat(stats.getP99()).isCloseTo(at(sorted, 0.99), within(at(sorted, 0.99) * PERCENTILE_ERROR));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) (share * (sorted.length - 1))];
    }
}
