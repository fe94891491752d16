package dev.yamabiko.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.Answers;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.proto.metrics.v1.MetricPoint;
import dev.yamabiko.proto.metrics.v1.MetricsRequest;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WatchCommandTest {

    private static final String WATCH = "metrics watch";

    private final Screen screen = new Screen();
    private MetricsHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new MetricsHub();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void shouldPrintALineForEachPointWhereNobodyLooks() {
        hub.script(
                Answers.enough(),
                point("cpu_usage_ratio", 0.25).build(),
                MetricPoint.newBuilder().setHeartbeat(true).build(),
                point("temp", 1e300).putLabels("room", "the \u001b[2Jattic").build());

        assertThat(screen.call(hub.address(), WATCH)).isEqualTo(1);

        assertThat(screen.out()).isEqualTo("""
                2023-11-14T22:13:20.123Z cpu_usage_ratio{node="node-a"} 0.25
                2023-11-14T22:13:20.123Z temp{node="node-a",room="the \\x1b[2Jattic"} 1.0E300
                """);
        assertThat(screen.err()).isEqualTo("yamabiko: enough (PERMISSION_DENIED)\n");
    }

    @Test
    void shouldPrintAllThatAPointHasAsJson() {
        hub.script(Answers.enough(), point("requests", 12).build());

        screen.call(hub.address(), WATCH, "--json");

        assertThat(screen.out())
                .isEqualTo("{\"name\":\"requests\",\"value\":12.0,\"timestamp\":1700000000123,"
                        + "\"labels\":{\"node\":\"node-a\"},\"type\":\"gauge\"}\n");
    }

    @Test
    void shouldAskForWhatThePersonNames() {
        hub.script(Answers.enough());

        screen.call(
                hub.address(),
                WATCH,
                "cpu*",
                "temp",
                "--label",
                "node=node-a",
                "--label",
                "room=*",
                "--interval",
                "10");

        assertThat(hub.requests())
                .containsExactly(MetricsRequest.newBuilder()
                        .addMetricNames("cpu*")
                        .addMetricNames("temp")
                        .putLabels("node", "node-a")
                        .putLabels("room", "*")
                        .setIntervalSeconds(10)
                        .setHeartbeatSeconds(5)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3601", "often"})
    void shouldRefuseAnIntervalThatCannotBe(String interval) {
        assertThat(screen.call(hub.address(), WATCH, "--interval", interval)).isEqualTo(2);

        assertThat(screen.err()).contains("--interval").contains(interval);
        assertThat(hub.requests()).isEmpty();
    }

    @Test
    void shouldShowATableWithTrendsOnATerminal() {
        hub.script(
                Answers.enough(),
                point("cpu_usage_ratio", 0.1).build(),
                point("cpu_usage_ratio", 0.9).build(),
                point("cpu_usage_ratio", 0.5).build(),
                point("disk_free_bytes", 3 << 20).putLabels("mount", "/").build());

        screen.shown().call(hub.address(), WATCH, "--color", "never");

        List<String> last =
                screen.out().replaceAll("\u001b\\[[?0-9]*[A-Za-z]", "").lines().toList();
        assertThat(last.subList(last.size() - 3, last.size()))
                .containsExactly(
                        "METRIC           LABELS            VALUE  TREND",
                        "cpu_usage_ratio  node-a           50.0 %  ▁█▅",
                        "disk_free_bytes  mount=/ node-a  3.0 MiB  ▁");
    }

    @Test
    void shouldShowNoMoreSeriesThanThereAreLinesFor() {
        hub.script(
                Answers.enough(),
                IntStream.range(0, 50).mapToObj(i -> point("m" + i, i).build()).toArray(MetricPoint[]::new));

        screen.shown().lines(13).call(hub.address(), WATCH, "m*", "--color", "never");

        String drawn = screen.out().substring(screen.out().lastIndexOf("METRIC"));
        assertThat(drawn.lines().limit(12)).hasSize(12).last().isEqualTo("... and 40 more: name those you want");
    }

    @Test
    void shouldGoOnAfterALostConnectionAndSayWhatItMissed() {
        hub.script(Answers.draining(), point("a", 1).build())
                .script(
                        Answers.enough(),
                        MetricPoint.newBuilder()
                                .setHeartbeat(true)
                                .setSkipped(1_200)
                                .build(),
                        point("a", 2).build());

        screen.call(hub.address(), WATCH, "a");

        assertThat(screen.out().lines()).hasSize(2);
        assertThat(screen.err())
                .contains("trying again", "connected to " + hub.address() + " again")
                .contains("1,200 points were left out: they came faster than they were read");
    }

    private static MetricPoint.Builder point(String name, double value) {
        return MetricPoint.newBuilder()
                .setName(name)
                .setValue(value)
                .setTimestamp(1_700_000_000_123L)
                .putLabels("node", "node-a")
                .setMetricType("gauge");
    }
}
