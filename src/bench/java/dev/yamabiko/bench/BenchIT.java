package dev.yamabiko.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.yamabiko.bench.scenario.Scenario;
import dev.yamabiko.bench.server.FileServers;
import dev.yamabiko.bench.server.Servers;
import dev.yamabiko.chaos.rig.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The bench runs, delivers what it says, and writes results that others can read. Times are not looked at. */
class BenchIT {

    private static final Set<String> VERDICTS = Set.of("true", "false", "null");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    @Timeout(400)
    void shouldRunAndWriteWellFormedResults() throws IOException {
        Bench bench = new Bench(Settings.smoke(), folder);

        bench.run();

        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        assertThat(report.get("schema").asInt()).isEqualTo(1);
        assertThat(scenarios(report))
                .containsExactlyInAnyOrderElementsOf(
                        bench.wanted().stream().map(Scenario::name).toList());
        assertThat(elements(report, "series")).allSatisfy(BenchIT::isSeries);
        assertThat(elements(report, "goals")).isNotEmpty().allSatisfy(BenchIT::isGoal);
        assertThat(elements(report, "skipped")).allSatisfy(BenchIT::isExcused);
        assertThat(folder.resolve("report.md")).content().contains("## Goals", "## Figures", "## Run");
        assertThat(charts()).allSatisfy(chart -> assertThat(chart).content().contains("<svg", "</svg>"));
    }

    private static Set<String> scenarios(JsonNode report) {
        return elements(report, "series").stream()
                .map(series -> series.get("scenario").asText())
                .collect(Collectors.toSet());
    }

    private static void isSeries(JsonNode series) {
        double median = series.get("median").asDouble();
        assertThat(series.get("target").asText()).isNotBlank();
        assertThat(series.get("metric").asText()).isNotBlank();
        assertThat(series.get("unit").asText()).isNotBlank();
        assertThat(series.get("values")).isNotEmpty().allMatch(JsonNode::isNumber);
        assertThat(median)
                .isBetween(series.get("min").asDouble(), series.get("max").asDouble());
    }

    private static void isGoal(JsonNode goal) {
        assertThat(goal.get("line").asText()).isNotBlank();
        assertThat(goal.get("what").asText()).isNotBlank();
        assertThat(goal.get("target").asText()).matches("at (most|least) [0-9.]+");
        assertThat(goal.get("met").asText()).isIn(VERDICTS);
        assertThat(goal.get("value").isNull())
                .as("%s: only where something was not measured", goal)
                .isEqualTo(goal.get("met").isNull());
    }

    /** Only what this machine lacks may be left out. */
    private static void isExcused(JsonNode skipped) {
        boolean lacking = switch (skipped.get("target").asText()) {
            case "svg" -> true;
            case "go" -> FileServers.missingForGo().isPresent();
            case "nginx" -> FileServers.nginx().isEmpty();
            default -> Servers.nats().isEmpty();
        };
        assertThat(lacking).as("%s", skipped).isTrue();
        assertThat(skipped.get("reason").asText()).isNotBlank();
    }

    private List<Path> charts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".svg")).toList();
        }
    }

    private static List<JsonNode> elements(JsonNode report, String name) {
        return StreamSupport.stream(report.get(name).spliterator(), false).toList();
    }
}
