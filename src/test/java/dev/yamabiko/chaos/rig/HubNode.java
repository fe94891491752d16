package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A node as its operator knows it: what outlives its processes. Each {@link #start} is another process on the same port
 * and data. Immutable.
 *
 * @param folder where its processes leave their output
 * @param data where it keeps what it keeps
 * @param host where it listens
 * @param port the port there
 * @param jvm flags of its JVM
 * @param arguments further arguments of {@code serve}
 * @param through what starts the JVM, such as a command that enters a network; empty: nothing
 */
public record HubNode(
        Path folder, Path data, String host, int port, List<String> jvm, List<String> arguments, List<String> through) {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    /** A node in a folder of its own, on a free port. */
    public static HubNode in(Path folder) {
        return new HubNode(
                folder,
                folder.resolve("data"),
                "127.0.0.1",
                FreePorts.next(1),
                List.of("-Xmx256m"),
                List.of(),
                List.of());
    }

    /** The built hub. */
    public static Path jar() {
        return Path.of(System.getProperty("yamabiko.jar", "target/yamabiko.jar"))
                .toAbsolutePath();
    }

    /** The same with other flags of the JVM. */
    public HubNode jvm(String... flags) {
        return new HubNode(folder, data, host, port, List.of(flags), arguments, through);
    }

    /** The same with its data elsewhere. */
    public HubNode data(Path elsewhere) {
        return new HubNode(folder, elsewhere, host, port, jvm, arguments, through);
    }

    /** The same on another port. */
    public HubNode port(int other) {
        return new HubNode(folder, data, host, other, jvm, arguments, through);
    }

    /** The same in another network: listening on an address there, its JVM started by that command. */
    public HubNode through(String address, List<String> command) {
        return new HubNode(folder, data, address, port, jvm, arguments, command);
    }

    /** Where clients reach it. */
    public String address() {
        return host + ":" + port;
    }

    /** The same with more arguments. */
    public HubNode with(String... more) {
        return new HubNode(folder, data, host, port, jvm, join(arguments, List.of(more)), through);
    }

    /** The same with a config file of these lines. */
    public HubNode config(String yaml) {
        Path file = folder.resolve("hub.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        return with("--config", file.toString());
    }

    /** Starts a process and waits until it is ready. */
    public HubProcess start() {
        HubProcess process = launch();
        try {
            process.awaitReady(STARTS_WITHIN);
            return process;
        } catch (AssertionError error) {
            process.close();
            throw error;
        }
    }

    /** Starts a process. */
    public HubProcess launch() {
        return launch(Rounds.LONG ? List.of() : SharedClasses.jvm());
    }

    /** Starts a process, with more flags of its JVM. */
    HubProcess launch(List<String> flags) {
        List<String> java = join(
                through,
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        List<String> jar = List.of("-jar", jar().toString(), "serve");
        List<String> place = List.of("--host", host, "--port", Integer.toString(port), "--data", data.toString());
        List<String> open = host.startsWith("127.") ? List.of() : List.of("--insecure");
        return HubProcess.launch(
                join(join(join(java, join(jvm, flags)), jar), join(join(place, open), arguments)), folder);
    }

    private static List<String> join(List<String> some, List<String> more) {
        return new ArrayList<>(Stream.of(some, more).flatMap(List::stream).toList());
    }
}
