package dev.yamabiko.bench.server;

import dev.yamabiko.chaos.rig.FreePorts;
import dev.yamabiko.chaos.rig.HubNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts hub and peers on loopback; what they write stays in one folder. Used by one thread. */
public final class Servers {

    private static final String HEAP = "-Xmx1g";
    private static final List<String> PLACES = List.of("/usr/sbin", "/usr/bin", "/usr/local/bin");
    /** Slow consumers are dropped by NATS; a driver that shares the machine must not count as one. */
    private static final String NATS_CONFIG = "max_pending: 1073741824\nwrite_deadline: \"60s\"\n";

    private final Path folder;
    private final List<String> jvm;

    /**
     * Servers of one scenario.
     *
     * @param jvm flags for all that run in a JVM
     */
    public Servers(Path folder, List<String> jvm) {
        this.folder = folder;
        this.jvm = jvm;
    }

    /** Where everything that they write is. */
    public Path folder() {
        return folder;
    }

    /** A hub with lines of configuration; returns when it is ready. */
    public ServerProcess hub(String name, int port, String yaml) {
        return launchHub(name, port, yaml).awaitSaid("ready on ");
    }

    /** A hub that is starting. */
    public ServerProcess launchHub(String name, int port, String yaml) {
        return launchHub(name, port, yaml, List.of(HEAP), List.of());
    }

    /** A hub that is starting, with a bound of its heap and arguments of {@code serve}. */
    public ServerProcess launchHub(String name, int port, String yaml, List<String> heap, List<String> arguments) {
        Path config = write(name + ".yaml", yaml);
        Path data = folder.resolve(name + "-data");
        List<String> more = List.of(System.getProperty("bench.hub.jvm", "").split(" ", -1));
        return ServerProcess.start(
                name,
                folder,
                join(
                        List.of(java()),
                        heap,
                        jvm,
                        more.stream().filter(flag -> !flag.isBlank()).toList(),
                        List.of("-jar", HubNode.jar().toString(), "serve", "--port", Integer.toString(port)),
                        List.of("--data", data.toString(), "--config", config.toString()),
                        arguments));
    }

    /** A node of a cluster, with further arguments of {@code serve}; returns when it is ready. */
    public ServerProcess node(String name, int port, String yaml, List<String> arguments) {
        return launchHub(name, port, yaml, List.of(HEAP), join(List.of("--cluster"), arguments))
                .awaitSaid("ready on ");
    }

    /** The vertx-grpc baseline. */
    public ServerProcess plainGrpc(int port) {
        return main("vertx-grpc", PlainGrpcServer.class, Integer.toString(port)).awaitSaid("ready on ");
    }

    /** A node of the vertx-grpc baseline on a clustered event bus. */
    public ServerProcess plainGrpcNode(String name, int port, Path cluster) {
        return main(name, PlainGrpcServer.class, Integer.toString(port), cluster.toString())
                .awaitSaid("ready on ");
    }

    /** What only sends, in the protocol {@code http2} or {@code nats}. */
    public ServerProcess nullServer(int port, String protocol) {
        return main("null-" + protocol, NullServer.class, Integer.toString(port), protocol)
                .awaitSaid("ready on ");
    }

    /** A node with a clustered event bus. */
    public ServerProcess eventBus(Path cluster, String role) {
        return main("event-bus-" + role, EventBusNode.class, cluster.toString(), role)
                .awaitSaid("ready");
    }

    /** Where nats-server is installed, if it is. */
    public static Optional<Path> nats() {
        return installed("nats-server");
    }

    /** Where a program is installed, if it is. */
    static Optional<Path> installed(String program) {
        return PLACES.stream()
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What says the version of each peer. */
    public static Map<String, List<String>> versions() {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("nats-server", List.of("nats-server", "--version"));
        commands.put("nginx", List.of("nginx", "-v"));
        commands.put("go", List.of("go", "version"));
        commands.put("grpc-go", List.of("dpkg-query", "-Wf", "${Version}", "golang-google-grpc-dev"));
        return commands;
    }

    /** A nats-server without JetStream. */
    public ServerProcess natsCore(Path program, int port) {
        return nats("nats", program, port, List.of());
    }

    /** A nats-server with a file store. */
    public ServerProcess jetStream(Path program, int port) {
        Path store = folder.resolve("jetstream-data");
        return nats("jetstream", program, port, List.of("-js", "-sd", store.toString()));
    }

    /** A free port of this machine. */
    public static int freePort() {
        return FreePorts.next(1);
    }

    /** A file of the folder. */
    public Path write(String name, String text) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private ServerProcess nats(String name, Path program, int port, List<String> more) {
        Path config = write(name + ".conf", NATS_CONFIG);
        return ServerProcess.start(
                        name,
                        folder,
                        join(
                                List.of(program.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port)),
                                List.of("-c", config.toString()),
                                more))
                .awaitSaid("Server is ready");
    }

    /** A class of the bench, on the class path of this JVM. */
    private ServerProcess main(String name, Class<?> program, String... arguments) {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return ServerProcess.start(
                name,
                folder,
                join(List.of(java(), HEAP), jvm, List.of("-cp", path, program.getName()), List.of(arguments)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @SafeVarargs
    private static List<String> join(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
