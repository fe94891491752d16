package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.Sink;
import dev.yamabiko.stream.latest.Boards;
import dev.yamabiko.stream.latest.LatestLane;
import dev.yamabiko.stream.latest.LatestRequest;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The series of a node, from the event bus to a reader, measured by what the test decides. */
@Timeout(60)
class MetricVerticleTest {

    private static final long NOW = 1_700_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(NOW);
    private final LocalRelay relay = new LocalRelay(vertx);
    private final Gauges gauges = new Gauges();
    private final MetricShare share = new MetricShare("node-1", 10, 4);
    private final AtomicInteger samplings = new AtomicInteger();
    private final Map<String, MetricPoint> newest = new ConcurrentHashMap<>();
    private final Context loop = vertx.getOrCreateContext();
    private final Boards boards = new Boards(vertx, relay, clock, 1_000, gauges);
    private LatestLane lane;

    @BeforeEach
    void deploy() throws Exception {
        Sampler machine = samples -> samples.add(OwnMetric.CPU_USAGE_RATIO, samplings.incrementAndGet() / 100.0)
                .add(OwnMetric.DISK_FREE_BYTES, "/data", 5_000_000_000L);
        vertx.deployVerticle(new MetricVerticle(
                        share,
                        relay,
                        clock,
                        gauges,
                        machine,
                        samples -> samples.add(OwnMetric.HUB_SERVING, 1L),
                        60_000))
                .await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldMeasureOncePerTickAndOnlyWhileSomebodyWatches() throws Exception {
        // Given nobody who watches for a while
        pass(1_500);
        assertThat(samplings.get()).isZero();

        // When many watch
        for (int i = 0; i < 200; i++) {
            watch(i % 7);
        }
        int before = samplings.get();
        pass(3_000);

        // Then
        assertThat(samplings.get() - before).isBetween(2, 4);
        assertThat(newest.keySet())
                .containsExactlyInAnyOrder(
                        "cpu_usage_ratio {node=node-1}",
                        "disk_free_bytes {mount=/data, node=node-1}",
                        "hub_serving {node=node-1}");
        MetricPoint disk = newest.get("disk_free_bytes {mount=/data, node=node-1}");
        assertThat(disk.getValue()).isEqualTo(5e9);
        assertThat(disk.getMetricType()).isEqualTo("gauge");
        assertThat(disk.getTimestamp()).isEqualTo(NOW);
    }

    @Test
    void shouldShowWhatVerticlesRecord() throws Exception {
        // Given
        watch(0);

        // When
        for (int i = 1; i <= 100; i++) {
            send(new JsonObject()
                    .put("name", "took")
                    .put("value", i)
                    .put("type", "HISTOGRAM")
                    .put("labels", new JsonObject().put("path", "/cart")));
            send(new JsonObject().put("name", "orders").put("value", 2).put("type", "COUNTER"));
        }
        send(Buffer.buffer(
                Metric.newBuilder().setName("temp").setValue(21.5).build().toByteArray()));
        send(new JsonObject().put("name", "temp").put("value", 99).put("timestamp", NOW - 1));

        // Then
        await("orders {node=node-1}", 200);
        await("temp {node=node-1}", 21.5);
        await("took_count {node=node-1, path=/cart}", 100);
        await("took_sum {node=node-1, path=/cart}", 5_050);
        Set<String> took = new TreeSet<>(newest.keySet());
        took.removeIf(name -> !name.startsWith("took_"));
        assertThat(took).hasSize(7);
        assertThat(newest.get("took_p99 {node=node-1, path=/cart}").getMetricType())
                .isEqualTo("histogram");
        assertThat(gauges.snapshot()).containsEntry("metric_series", 3L).containsEntry("metric_values", 202L);
    }

    @Test
    void shouldSayWhatIsWrongWithAValue() {
        assertThat(failure(new JsonObject().put("name", "").put("value", 1)))
                .extracting(ReplyException::failureCode, Throwable::getMessage)
                .containsExactly(
                        MetricVerticle.INVALID, "name: 0 bytes (expected: 1 to 255, no `*` and no control character)");
        assertThat(failure(new JsonObject().put("name", "a").put("value", 1).put("type", "SHAPE"))
                        .failureCode())
                .isEqualTo(MetricVerticle.INVALID);
        assertThat(failure(Buffer.buffer(new byte[] {(byte) 0xFF})).failureCode())
                .isEqualTo(MetricVerticle.INVALID);
        assertThat(failure("text").failureCode()).isEqualTo(MetricVerticle.INVALID);
    }

    @Test
    void shouldRefuseASeriesTooManyUntilAnotherHasExpired() throws Exception {
        // Given
        for (int i = 0; i < 4; i++) {
            send(new JsonObject().put("name", "m" + i).put("value", 1));
        }
        assertThat(failure(new JsonObject().put("name", "m4").put("value", 1)))
                .extracting(ReplyException::failureCode, Throwable::getMessage)
                .containsExactly(MetricVerticle.FULL, "metrics.max-series: 4 series on this node (expected: no more)");

        // When
        clock.advance(60_001);
        pass(1_500);

        // Then
        send(new JsonObject().put("name", "m4").put("value", 1));
        assertThat(gauges.snapshot()).containsEntry("metric_series", 1L);
    }

    private void watch(int interval) {
        loop.runOnContext(v -> {
            if (lane == null) {
                lane = new LatestLane(vertx, boards, gauges);
            }
            lane.read(
                    new LatestRequest(MetricShare.TOPIC, new MetricFilter(Set.of(), Map.of()), interval, 0),
                    new PointSink());
        });
    }

    /** Remembers the newest point of each series. */
    private final class PointSink implements Sink {
        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void write(Frames frames) {
            byte[] bytes = frames.array();
            for (int at = frames.start(); at < frames.end(); at = Frames.frameEnd(bytes, at)) {
                int from = at + Frames.HEADER_BYTES;
                try {
                    MetricPoint point = MetricPoint.parser().parseFrom(bytes, from, Frames.frameEnd(bytes, at) - from);
                    newest.put(point.getName() + " " + new TreeMap<>(point.getLabelsMap()), point);
                } catch (InvalidProtocolBufferException error) {
                    throw new AssertionError(error);
                }
            }
        }

        @Override
        public void onWritable(Runnable action) {
            // It always is.
        }

        @Override
        public void onClose(Runnable action) {
            // It never does.
        }

        @Override
        public void end() {
            throw new AssertionError("ended");
        }

        @Override
        public void fail(Throwable error) {
            throw new AssertionError(error);
        }
    }

    private void pass(long millis) throws Exception {
        vertx.timer(millis, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
    }

    private void await(String series, double value) throws Exception {
        for (int i = 0; i < 1_000 && !isNow(series, value); i++) {
            pass(10);
        }
        assertThat(newest).containsKey(series);
        assertThat(newest.get(series).getValue()).as(series).isEqualTo(value);
    }

    private boolean isNow(String series, double value) {
        MetricPoint point = newest.get(series);
        return point != null && point.getValue() == value;
    }

    private void send(Object body) throws Exception {
        assertThat(vertx.eventBus()
                        .request(MetricVerticle.ADDRESS, body)
                        .await(10, TimeUnit.SECONDS)
                        .body())
                .isNull();
    }

    private ReplyException failure(Object body) {
        return catchThrowableOfType(
                ReplyException.class,
                () -> vertx.eventBus().request(MetricVerticle.ADDRESS, body).await(10, TimeUnit.SECONDS));
    }
}
