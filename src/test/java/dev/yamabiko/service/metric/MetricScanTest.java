package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.service.Times;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricScanTest {

    private static final long NOW = 1_700_000_000_123L;

    /**
     * Fields may come in any order, twice, and with unknown ones between: protobuf's own parser decides what it means.
     */
    @Test
    void shouldReadWhatProtobufReads() throws Exception {
        Random random = new Random(5);
        MetricScan scan = new MetricScan();
        for (int i = 0; i < 20_000; i++) {
            ByteString.Output bytes = ByteString.newOutput();
            for (int part = random.nextInt(4); part >= 0; part--) {
                random(random).writeTo(bytes);
            }
            byte[] message = bytes.toByteString().toByteArray();
            Metric expected = Metric.parseFrom(message);
            boolean broken = scan.scan(message, 0, message.length, NOW) != null;
            assertThat(broken).isEqualTo(expected.getType() == Metric.Type.TYPE_COUNTER && expected.getValue() < 0);
            assertThat(scan.name()).isEqualTo(expected.getName());
            assertThat(scan.value()).isEqualTo(expected.getValue());
            assertThat(scan.labels()).isEqualTo(expected.getLabelsMap());
            assertThat(scan.type()).isEqualTo(MetricType.of(expected.getTypeValue()));
            if (expected.hasTimestamp() && !broken) {
                assertThat(Times.timestamp(scan.time())).isEqualTo(expected.getTimestamp());
            }
        }
    }

    private static Metric random(Random random) {
        Metric.Builder metric = Metric.newBuilder();
        if (random.nextBoolean()) {
            metric.setName("name-" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            metric.setValue(random.nextGaussian());
        }
        if (random.nextBoolean()) {
            metric.putLabels("k" + random.nextInt(2), "v" + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            metric.setTimestamp(Timestamp.newBuilder()
                    .setSeconds(random.nextInt(1 << 30))
                    .setNanos(random.nextInt(900) * 1_000_000));
        }
        return metric.setTypeValue(random.nextInt(4)).build();
    }
}
