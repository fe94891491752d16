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
     * Writes it, for members that start in any order.
     *
     * @param hosts where members are
     * @param port the first one that members try
     * @param ports how many they try
     */
    public static Path write(Path folder, List<String> hosts, int port, int ports) {
        List<String> members = hosts.stream()
                .flatMap(host -> IntStream.range(port, port + ports).mapToObj(each -> host + ":" + each))
                .toList();
        return write(folder, port, ports, members);
    }

    /**
     * Writes it, for members on loopback that start one after the other, the first of which never comes back: it has
     * nobody to ask, and so founds the cluster at once, where it would otherwise wait a second for an answer.
     */
    public static Path writeForOneAfterTheOther(Path folder, int port, int ports) {
        return write(folder, port, ports, List.of("127.0.0.1:" + port));
    }

    private static Path write(Path folder, int port, int ports, List<String> addresses) {
        String members = addresses.stream()
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
