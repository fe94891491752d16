package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.MetricUpload;
import dev.yamabiko.chaos.rig.PointStream;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.metrics.v1.Metric;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import dev.yamabiko.support.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Metrics of three nodes, seen from each of them. */
class ClusterMetricsIT {

    private static final int NODES = 3;
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| `(hub_\\w+)` \\|", Pattern.MULTILINE);
    private static final MetricsRequest SERVING = MetricsRequest.newBuilder()
            .addMetricNames("hub_serving")
            .addMetricNames("orders")
            .build();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final List<PointStream> streams = new ArrayList<>();
    private Shared journal;
    private HubCluster cluster;

    @BeforeEach
    void start() {
        journal = Shared.start("hazelcast", folder);
        cluster = HubCluster.start(folder, NODES, journal);
    }

    @AfterEach
    void stop() {
        streams.forEach(PointStream::cancel);
        cluster.close();
        journal.close();
    }

    @Test
    void shouldShowThePointsOfEveryNodeOnEach() {
        // Given what was recorded before anybody read, on each node
        List<String> ids = IntStream.range(0, NODES)
                .mapToObj(node -> cluster.client(node).node().getNode())
                .toList();
        for (int node = 0; node < NODES; node++) {
            record(node, 10 + node);
        }

        // When there are readers on each
        for (int node = 0; node < NODES; node++) {
            streams.add(PointStream.open(cluster.client(node).channel(), SERVING));
        }

        // Then each reader sees all of it, and what comes
        for (int node = 0; node < NODES; node++) {
            awaitOrders(ids.get(node), 10 + node);
            awaitPoint("hub_serving", ids.get(node), 1);
        }
        record(1, 5);
        awaitOrders(ids.get(1), 16);
        assertThatAllThatIsDocumentedIsThere();
        assertThatADeadNodeIsSeenNoMore(ids);
    }

    /** Of what the hub says of itself: what there is on the machine differs. */
    private void assertThatAllThatIsDocumentedIsThere() {
        List<String> documented = DOCUMENTED
                .matcher(read(Path.of("docs/metrics.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        PointStream hub = PointStream.open(
                cluster.client(0).channel(),
                MetricsRequest.newBuilder().addMetricNames("hub_*").build());
        streams.add(hub);
        assertThat(documented).hasSizeGreaterThan(20);
        documented.forEach(name -> hub.await(name, point -> point.getName().equals(name)));
    }

    private void assertThatADeadNodeIsSeenNoMore(List<String> ids) {
        cluster.kill(2);
        Await.passing(Duration.ofMillis(1_500));
        List<Integer> before = counts(ids.get(2));
        Await.passing(Duration.ofMillis(2_500));
        assertThat(counts(ids.get(2))).isEqualTo(before);

        PointStream survivor = streams.get(0);
        int seen = survivor.points("hub_serving", ids.get(1)).size();
        Await.until(
                "more of the other node",
                Duration.ofSeconds(20),
                () -> survivor.points("hub_serving", ids.get(1)).size() > seen);
        assertThat(survivor.points())
                .extracting(point -> point.getName() + point.getLabelsMap() + point.getTimestamp())
                .doesNotHaveDuplicates();
    }

    private void awaitOrders(String node, double value) {
        awaitPoint("orders", node, value);
    }

    private void awaitPoint(String name, String node, double value) {
        streams.forEach(stream -> stream.await(
                name + " of " + node,
                point -> point.getName().equals(name)
                        && point.getLabelsOrDefault("node", "").equals(node)
                        && point.getValue() == value));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private List<Integer> counts(String id) {
        return streams.subList(0, 2).stream()
                .map(stream -> stream.points("hub_serving", id).size())
                .toList();
    }

    private void record(int node, double value) {
        new MetricUpload(cluster.client(node).channel())
                .send(Metric.newBuilder()
                        .setName("orders")
                        .setValue(value)
                        .setType(Metric.Type.TYPE_COUNTER)
                        .build())
                .finish();
    }
}
