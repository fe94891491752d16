package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * The classes of the hub in the form in which a JVM maps them (JEP 350), beside its jar: made once, by a hub that
 * starts and stops. A start then takes little more than half the processor time. Thread-safe, also among processes.
 */
final class SharedClasses {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    /** Made when first asked for. */
    private static final Path ARCHIVE = make();

    private SharedClasses() {}

    /** Flags of a JVM that starts with them. */
    static List<String> jvm() {
        return List.of("-XX:SharedArchiveFile=" + ARCHIVE);
    }

    private static Path make() {
        Path folder = HubNode.jar().resolveSibling("shared-classes");
        Path archive = folder.resolve("hub.jsa");
        try {
            Files.createDirectories(folder);
            Path turn = folder.resolve("turn");
            try (FileChannel file = FileChannel.open(turn, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.lock(); // until it is closed
                if (!Files.exists(archive) || isOlder(archive, HubNode.jar())) {
                    fill(HubNode.in(folder), folder.resolve("made.jsa"), archive);
                }
                return archive;
            }
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static void fill(HubNode node, Path made, Path archive) throws IOException {
        Files.deleteIfExists(made);
        try (HubProcess hub = node.launch(List.of("-XX:ArchiveClassesAtExit=" + made))) {
            hub.awaitReady(WITHIN);
            hub.terminate();
            hub.awaitExit(WITHIN);
        }
        Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isOlder(Path file, Path than) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) < 0;
    }
}
