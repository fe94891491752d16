package dev.yamabiko.scenario;

import dev.yamabiko.gateway.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios in {@code src/test/resources/scenario}, over real gRPC with grpc-java, on each journal. */
@Timeout(60)
class ScenarioTest {

    private static final Path SCENARIOS = Path.of("src/test/resources/scenario");
    private static final long SEED = 20_261_120;

    @TempDir
    Path folder;

    static List<Arguments> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.sorted()
                    .flatMap(file -> Stream.of("memory", "sqlite")
                            .map(journal -> Arguments.of(file.getFileName().toString(), journal)))
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("scenarios")
    void shouldSayWhatTheScenarioExpects(String file, String journal) throws Exception {
        String yaml = "journal: {type: " + journal + ", max-bytes: 268435456}\nlogs: {own-entries: false}";
        try (RunningHub hub = RunningHub.start(folder, yaml);
                Nodes nodes = new Nodes(List.of("127.0.0.1:" + hub.port()), new Random(SEED))) {
            new ScenarioRunner(nodes).run(Step.read(SCENARIOS.resolve(file)));
        }
    }
}
