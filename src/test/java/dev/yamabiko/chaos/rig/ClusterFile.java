package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The {@code cluster.xml} of a cluster of a test: the one that the hub is shipped with, under a name and ports of its
 * own, so that it never meets another one. Stateless.
 */
public final class ClusterFile {

    private static final Path SHIPPED = Path.of("cluster.xml");
    private static final String NAME = "<cluster-name>yamabiko</cluster-name>";
    private static final String PORT = "port-count=\"100\">5701</port>";
    private static final String MEMBERS = "<member>127.0.0.1</member>";

    private ClusterFile() {}

    /**
     * Writes it.
     *
     * @param hosts where members are
     * @param port the first one that members try
     * @param ports how many they try
     */
    public static Path write(Path folder, List<String> hosts, int port, int ports) {
        String members = hosts.stream()
                .flatMap(host -> IntStream.range(port, port + ports).mapToObj(each -> host + ":" + each))
                .map(member -> "<member>" + member + "</member>")
                .collect(Collectors.joining());
        try {
            String xml = Files.readString(SHIPPED);
            xml = replace(xml, NAME, "<cluster-name>test-" + UUID.randomUUID() + "</cluster-name>");
            xml = replace(xml, PORT, "port-count=\"" + ports + "\">" + port + "</port>");
            xml = replace(xml, MEMBERS, members);
            return Files.writeString(folder.resolve("cluster.xml"), xml).toAbsolutePath();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static String replace(String text, String part, String by) {
        if (!text.contains(part)) {
            throw new AssertionError(SHIPPED + ": without " + part);
        }
        return text.replace(part, by);
    }
}
