package dev.yamabiko.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.NodeLoad;
import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodesCommandTest {

    private static final Node A = node("node-a", "10.0.0.7:8080", NodeState.NODE_STATE_SERVING, 1_234);
    private static final Node B = node("node-bb", "10.0.0.8:8080", NodeState.NODE_STATE_NOT_SERVING, 5);

    private final Screen screen = new Screen();
    private FakeHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void shouldShowTheNodesInATable() {
        hub.nodes(list(A, B));

        assertThat(screen.call(hub.address(), "nodes")).isZero();

        assertThat(screen.out()).isEqualTo("""
                NODE     ADDRESS        STATE        VERSION  CONNECTIONS  CALLS  SUBSCRIPTIONS  APPENDED
                node-a   10.0.0.7:8080  serving      1.2                1      2              3     1,234
                node-bb  10.0.0.8:8080  not serving  1.2                1      2              3         5
                """);
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldShowTheNodesAsJson() {
        hub.nodes(list(A));

        assertThat(screen.call(hub.address(), "nodes", "--json")).isZero();

        assertThat(screen.out())
                .isEqualTo("{\"id\":\"node-a\",\"address\":\"10.0.0.7:8080\",\"state\":\"SERVING\",\"version\":\"1.2\","
                        + "\"connections\":1,\"calls\":2,\"subscriptions\":3,\"records_appended\":1234}\n");
    }

    @Test
    void shouldColourStatesAndObeyNothingThatANodeSays() {
        hub.nodes(list(A.toBuilder().setVersion("\u001b[2J").build()));

        screen.call(hub.address(), "nodes", "--color", "always");

        assertThat(screen.out())
                .contains("\u001b[32mserving\u001b[0m", "\\x1b[2J")
                .doesNotContain("\u001b[2J");
    }

    @Test
    void shouldPrintEachListWhereNobodyLooks() {
        hub.nodes(list(A), list(A, B), list(A, B)).endingNodes(1);

        assertThat(screen.call(hub.address(), "nodes", "--watch")).isEqualTo(1);

        assertThat(screen.out().lines().filter(line -> line.startsWith("node-bb")))
                .isNotEmpty();
        assertThat(screen.out()).doesNotContain("\u001b");
        assertThat(screen.err()).endsWith("yamabiko: enough (PERMISSION_DENIED)\n");
    }

    @Test
    void shouldAskAnotherServerWhereOneIsNotThere() throws IOException {
        try (FakeHub other = new FakeHub()) {
            other.nodes(list(A));
            hub.close();

            assertThat(screen.call(hub.address(), "nodes", "--server", other.address()))
                    .isZero();

            assertThat(screen.out()).contains("node-a");
            assertThat(screen.err()).contains("connection refused; trying again");
        }
    }

    @Test
    void shouldSayThatNobodyIsThere() {
        hub.close();

        assertThat(screen.call(hub.address(), "nodes")).isEqualTo(1);

        assertThat(screen.err()).isEqualTo("yamabiko: cannot reach " + hub.address() + ": connection refused\n");
    }

    private static WatchNodesResponse list(Node... nodes) {
        return WatchNodesResponse.newBuilder()
                .addAllNodes(java.util.List.of(nodes))
                .build();
    }

    private static Node node(String id, String address, NodeState state, long appended) {
        return Node.newBuilder()
                .setId(id)
                .setAddress(address)
                .setState(state)
                .setVersion("1.2")
                .setLoad(NodeLoad.newBuilder()
                        .setConnections(1)
                        .setCalls(2)
                        .setSubscriptions(3)
                        .setRecordsAppended(appended))
                .build();
    }
}
