package dev.yamabiko.cluster;

import dev.yamabiko.chaos.rig.ClusterFile;
import dev.yamabiko.chaos.rig.FreePorts;
import dev.yamabiko.config.ClusterConfig;
import dev.yamabiko.stream.Selection;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of its own: real members in this process, which never meet those of other tests. */
@Timeout(90)
abstract class ClusterFixture {

    static final Topic TOPIC = new Topic("logs/a");
    static final Topic OTHER = new Topic("logs/b");

    private final List<TestNode> nodes = new ArrayList<>();

    @TempDir
    Path folder;

    Path file;

    @BeforeEach
    void writeFile() {
        file = ClusterFile.writeForOneAfterTheOther(folder, FreePorts.next(4), 4);
    }

    @AfterEach
    void closeNodes() {
        TestNode.close(nodes);
    }

    TestNode start(String id) {
        return started(TestNode.start(id, file));
    }

    TestNode start(String id, ClusterConfig config) {
        return started(TestNode.start(id, config));
    }

    TestNode mute(String id) {
        return started(TestNode.mute(id, file));
    }

    private TestNode started(TestNode node) {
        nodes.add(node);
        return node;
    }

    /** It goes without a word, and is not closed again. */
    void crash(TestNode node) {
        nodes.remove(node);
        node.crash();
    }

    /** It goes in order, and is not closed again. */
    void leave(TestNode node) {
        nodes.remove(node);
        node.close();
    }

    /** The second node reads a topic, and the first one knows. */
    Runnable read(TestNode publisher, TestNode reader, Topic topic) {
        Runnable stop = reader.relay.reads(new Selection.Topics(Set.of(topic)));
        awaitInterest(publisher, reader, topic);
        return stop;
    }

    static void awaitInterest(TestNode node, TestNode other, Topic topic) {
        await("the interest is known", () -> {
            Peer peer = peer(node, other);
            return peer != null && peer.interests().reads(topic);
        });
    }

    static Peer peer(TestNode node, TestNode other) {
        return node.relay.peer(other.id);
    }

    static void await(String what, BooleanSupplier condition) {
        Await.until(what, Duration.ofSeconds(30), condition);
    }
}
