package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yamabiko.chaos.rig.HubNode;
import dev.yamabiko.chaos.rig.HubProcess;
import dev.yamabiko.chaos.rig.MetricUpload;
import dev.yamabiko.chaos.rig.NodeClient;
import dev.yamabiko.chaos.rig.PointStream;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readers of metrics: many, slow ones, and one that compares with what the operating system says. */
@Tag("measures")
class WatchMetricsIT {

    private static final Logger LOG = LoggerFactory.getLogger(WatchMetricsIT.class);
    private static final int WATCHERS = 200;
    private static final int SERIES = 2_000;
    private static final Duration SOME_TICKS = Duration.ofMillis(4_500);

    /** How late a tick may come on a machine that builds. */
    private static final long LATE_MS = 500;

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final List<PointStream> streams = new ArrayList<>();
    private HubProcess hub;
    private NodeClient client;

    @BeforeEach
    void start() {
        HubNode node = HubNode.in(folder).jvm("-Xmx128m");
        hub = node.start();
        client = NodeClient.of(node);
    }

    @AfterEach
    void stop() {
        streams.forEach(PointStream::cancel);
        client.close();
        hub.close();
    }

    @Test
    void shouldMeasureOncePerTickHoweverManyWatch() {
        // Given
        for (int i = 0; i < WATCHERS; i++) {
            streams.add(PointStream.open(client.channel(), request(i)));
        }
        streams.forEach(stream -> stream.await("a point", point -> !point.getHeartbeat()));
        long before = client.gauge("metric_samplings");

        // When
        Await.passing(SOME_TICKS);

        // Then
        assertThat(client.gauge("metric_samplings") - before).isBetween(3L, 6L);
        assertThat(client.gauge("subscriptions_open")).isEqualTo(WATCHERS);
        for (int i = 0; i < WATCHERS; i++) {
            assertThatHasWhatItAskedFor(streams.get(i), request(i));
        }
        LOG.info(
                "watchers={} rss={}MiB cpu={}ms",
                WATCHERS,
                hub.residentBytes() >> 20,
                hub.cpu().toMillis());

        // And when all have gone, nothing is measured any more, after a while
        streams.forEach(PointStream::cancel);
        Await.until("all have gone", Duration.ofSeconds(20), () -> client.gauge("subscriptions_open") == 0);
        if (Rounds.LONG) {
            Await.until("nothing is measured", Duration.ofSeconds(30), this::nothingIsMeasured);
        }
    }

    @Test
    void shouldAgreeWithTheOperatingSystem() throws Exception {
        // Given a reader that has rates already
        PointStream stream = PointStream.open(
                client.channel(),
                MetricsRequest.newBuilder()
                        .addMetricNames("cpu*")
                        .addMetricNames("memory*")
                        .build());
        streams.add(stream);
        stream.await("processor time", point -> point.getName().equals("cpu_usage_ratio"));
        long[] before = cpu();
        int seen = count(stream);

        // When some ticks pass
        Await.until("five ticks", Duration.ofSeconds(20), () -> count(stream) >= seen + 5);
        long[] after = cpu();

        // Then
        double mean = values(stream, "cpu_usage_ratio").stream()
                .skip(seen)
                .limit(5)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        double total = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        double idle = after[3] + after[4] - before[3] - before[4];
        assertThat(mean).isCloseTo(1 - idle / total, within(0.08));
        assertThat(values(stream, "memory_total_bytes").get(0)).isEqualTo(meminfo("MemTotal"));
        List<Double> available = values(stream, "memory_available_bytes");
        assertThat(available.get(available.size() - 1))
                .isCloseTo(meminfo("MemAvailable"), within(meminfo("MemTotal") * 0.05));
        assertThat(stream.points()).allMatch(point -> point.getName().matches("(cpu|memory)_.*"));
    }

    @Test
    void shouldGiveASlowReaderTheNewestPointsAndSayHowManyItMissed() {
        // Given many series, a reader that stalls, and one that does not
        MetricsRequest request = MetricsRequest.newBuilder()
                .addMetricNames("load-*")
                .setHeartbeatSeconds(1)
                .build();
        PointStream stalled = PointStream.stalled(client.channel(), request);
        PointStream quick;
        int rounds = 4;
        try (NodeClient other = NodeClient.at(Integer.parseInt(client.address().split(":", -1)[1]))) {
            quick = PointStream.open(other.channel(), request);

            // When all of them change, every second
            for (int round = 1; round <= rounds; round++) {
                record(round);
                int current = round;
                quick.await("round " + round, point -> point.getValue() == current);
                Await.passing(Duration.ofMillis(1_100));
            }
            stalled.takeAll();

            // Then
            Await.until("the newest of all", Duration.ofSeconds(30), () -> newest(stalled, rounds) == SERIES);
            stalled.await("a word on what was missed", point -> point.getSkipped() > 0);
        }
        LOG.info("came={} skipped={} rss={}MiB", stalled.points().size(), skipped(stalled), hub.residentBytes() >> 20);
        assertThat(stalled.points().size() + skipped(stalled))
                .isEqualTo(quick.points().size() + skipped(quick))
                .isEqualTo((long) rounds * SERIES);
        assertThatGrow(stalled.points());
        assertThatGrow(quick.points());
        assertThat(client.gauge("outbound_bytes")).isLessThan(1 << 20);
    }

    private static MetricsRequest request(int watcher) {
        MetricsRequest.Builder request = MetricsRequest.newBuilder().setIntervalSeconds(watcher % 4);
        return switch (watcher % 3) {
            case 0 -> request.addMetricNames("cpu*").addMetricNames("memory*").build();
            case 1 ->
                request.addMetricNames("*_bytes")
                        .putLabels("mount", "*")
                        .addMetricNames("hub_serving")
                        .build();
            default ->
                request.addMetricNames("hub_*").putLabels("node", "node-*").build();
        };
    }

    private static void assertThatHasWhatItAskedFor(PointStream stream, MetricsRequest request) {
        Map<String, List<Long>> times = new HashMap<>();
        for (MetricPoint point : stream.points()) {
            assertThat(request.getMetricNamesList())
                    .anyMatch(name -> point.getName().matches(name.replace("*", ".*")));
            request.getLabelsMap()
                    .keySet()
                    .forEach(label -> assertThat(point.getLabelsMap()).containsKey(label));
            times.computeIfAbsent(point.getName() + point.getLabelsMap(), series -> new ArrayList<>())
                    .add(point.getTimestamp());
        }
        times.forEach((series, all) -> {
            assertThat(all).as(series).isSorted().doesNotHaveDuplicates();
            for (int i = 1; i < all.size(); i++) {
                assertThat(all.get(i) - all.get(i - 1)).as(series).isGreaterThanOrEqualTo(leastMillis(request));
            }
        });
    }

    /** What was measured up to a tick before the interval began, and then measured as it ended. */
    private static long leastMillis(MetricsRequest request) {
        return request.getIntervalSeconds() <= 1 ? 100 : (request.getIntervalSeconds() - 1) * 1_000L - LATE_MS;
    }

    /** Two looks, further apart than ticks. */
    private boolean nothingIsMeasured() {
        long before = client.gauge("metric_samplings");
        Await.passing(Duration.ofMillis(2_200));
        return client.gauge("metric_samplings") == before;
    }

    private void record(int value) {
        MetricUpload upload = new MetricUpload(client.channel());
        for (int i = 0; i < SERIES; i++) {
            upload.send(Metric.newBuilder()
                    .setName("load-" + i)
                    .setValue(value)
                    .putLabels("of", "x".repeat(250))
                    .build());
        }
        upload.finish();
    }

    private static long skipped(PointStream stream) {
        return stream.all().stream().mapToLong(MetricPoint::getSkipped).sum();
    }

    private static long newest(PointStream stream, int value) {
        return stream.points().stream()
                .filter(point -> point.getValue() == value)
                .map(MetricPoint::getName)
                .distinct()
                .count();
    }

    private static void assertThatGrow(List<MetricPoint> points) {
        Map<String, Double> last = new HashMap<>();
        for (MetricPoint point : points) {
            Double before = last.put(point.getName(), point.getValue());
            assertThat(before == null || before < point.getValue())
                    .as(point.getName())
                    .isTrue();
        }
    }

    private static int count(PointStream stream) {
        return values(stream, "cpu_usage_ratio").size();
    }

    private static List<Double> values(PointStream stream, String name) {
        return stream.points().stream()
                .filter(point -> point.getName().equals(name))
                .map(MetricPoint::getValue)
                .toList();
    }

    /** User, nice, system, idle, iowait, irq, softirq, steal. */
    private static long[] cpu() throws IOException {
        String[] words = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +", -1);
        return Arrays.stream(words).skip(1).limit(8).mapToLong(Long::parseLong).toArray();
    }

    private static double meminfo(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> 1_024 * Long.parseLong(line.split(" +", -1)[1]))
                .findFirst()
                .orElseThrow();
    }
}
