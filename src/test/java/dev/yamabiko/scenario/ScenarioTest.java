package dev.yamabiko.scenario;

import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.support.Database;
import dev.yamabiko.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scenarios in {@code src/test/resources/scenario}, over real gRPC with grpc-java: on one node with each journal
 * that it may have alone, and on three, of which each call goes to any, with each journal that they may share.
 */
@Timeout(60)
class ScenarioTest {

    private static final Path SCENARIOS = Path.of("src/test/resources/scenario");
    private static final long SEED = 20_261_120;
    private static final int THREE = 3;

    @TempDir
    static Path shared;

    private static Database database;
    private static S3Server objects;

    @TempDir
    Path folder;

    @BeforeAll
    static void startServers() {
        database = Database.start(shared);
        objects = S3Server.start(shared);
    }

    @AfterAll
    static void stopServers() {
        objects.close();
        database.close();
    }

    static List<Arguments> onOne() throws IOException {
        return scenarios(List.of("memory", "sqlite", "postgres"));
    }

    static List<Arguments> onThree() throws IOException {
        return scenarios(Shared.names("hazelcast").toList());
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("onOne")
    void shouldSayWhatTheScenarioExpects(String file, String journal) throws Exception {
        try (RunningHub hub = RunningHub.start(folder, yaml(journal));
                Nodes nodes = new Nodes(List.of("127.0.0.1:" + hub.port()), new Random(SEED))) {
            new ScenarioRunner(nodes).run(Step.read(SCENARIOS.resolve(file)));
        }
    }

    @ParameterizedTest(name = "{0} on three nodes with {1}")
    @MethodSource("onThree")
    void shouldSayTheSameWhereverEachCallGoes(String file, String journal) throws Exception {
        try (RunningCluster cluster = RunningCluster.start(folder, THREE, yaml(journal) + objects.yaml(file + "/"));
                Nodes nodes = new Nodes(cluster.addresses(), new Random(SEED))) {
            new ScenarioRunner(nodes).run(Step.read(SCENARIOS.resolve(file)));
        }
    }

    private static List<Arguments> scenarios(List<String> journals) throws IOException {
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            return files.sorted()
                    .flatMap(file -> journals.stream()
                            .map(journal -> Arguments.of(file.getFileName().toString(), journal)))
                    .toList();
        }
    }

    /** A hub with an empty journal. */
    private static String yaml(String journal) {
        String bound = journal.equals("memory") ? ", max-bytes: 268435456" : "";
        boolean shares = journal.equals("postgres") || journal.equals("hazelcast"); // users of a cluster are in SQL
        String place = shares ? ", database: \"" + database.createEmpty() + "\"" : "";
        return "journal: {type: " + journal + bound + place + "}\nlogs: {own-entries: false}\n";
    }
}
