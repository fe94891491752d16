package dev.yamabiko.scenario;

import dev.yamabiko.chaos.rig.ClusterFile;
import dev.yamabiko.chaos.rig.FreePorts;
import dev.yamabiko.gateway.RunningHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Whole hubs in this JVM that form a cluster. Use from one thread. */
final class RunningCluster implements AutoCloseable {

    private final List<RunningHub> hubs = new ArrayList<>();

    private RunningCluster() {}

    /**
     * Starts so many, one after the other: members that join or leave while others do interrupt what moves between
     * them, and Hazelcast then pauses for seconds. {@code yaml}: the configuration of each, but for cluster, port and
     * data.
     */
    static RunningCluster start(Path folder, int size, String yaml) throws Exception {
        RunningCluster cluster = new RunningCluster();
        Path file = ClusterFile.writeForOneAfterTheOther(folder, FreePorts.next(size), size);
        try {
            for (int i = 1; i <= size; i++) {
                Path place = Files.createDirectory(folder.resolve("node-" + i));
                cluster.hubs.add(RunningHub.start(place, yaml + "cluster: {enabled: true, file: " + file + "}\n"));
            }
            return cluster;
        } catch (Exception failed) {
            cluster.close();
            throw failed;
        }
    }

    /** {@code host:port} of each. */
    List<String> addresses() {
        return hubs.stream().map(hub -> "127.0.0.1:" + hub.port()).toList();
    }

    @Override
    public void close() throws IOException, TimeoutException {
        for (RunningHub hub : hubs) {
            hub.close();
        }
    }
}
