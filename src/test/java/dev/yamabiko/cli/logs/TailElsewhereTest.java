package dev.yamabiko.cli.logs;

import static dev.yamabiko.cli.Answers.enough;
import static dev.yamabiko.cli.Answers.entry;
import static dev.yamabiko.cli.Answers.error;
import static dev.yamabiko.cli.Answers.resume;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.proto.hub.v1.Node;
import dev.yamabiko.proto.hub.v1.NodeState;
import dev.yamabiko.proto.hub.v1.WatchNodesResponse;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where {@code logs tail} goes on when its node goes away and another one is there. */
@Timeout(60)
class TailElsewhereTest {

    private static final java.time.Duration LIMIT = java.time.Duration.ofSeconds(20);

    private final Screen screen = new Screen();
    private FakeHub hub;
    private FakeHub other;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
        other = new FakeHub();
    }

    @AfterEach
    void stop() {
        hub.close();
        other.close();
    }

    @Test
    void shouldGoWhereADrainingNodeSendsItWhenItIsTime() {
        StatusException draining = error(
                Status.Code.UNAVAILABLE,
                "draining",
                ErrorInfo.newBuilder()
                        .setReason("DRAINING")
                        .putMetadata("nodes", "nonsense:port," + other.address())
                        .build(),
                RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(4))
                        .build());
        hub.script(List.of(entry("a", 5)), draining);
        other.script(List.of(entry("a", 6)), enough());

        assertThat(tail(hub.address())).isEqualTo(1);

        assertThat(screen.out()).isEqualTo("a 5\na 6\n");
        assertThat(other.requests().get(0).getResume()).isEqualTo(resume("e1", "logs/a", 5));
        assertThat(screen.pauses()).hasSize(1).allMatch(pause -> pause.toSeconds() == 4);
        assertThat(screen.err()).contains("connected to " + other.address() + " again, going on where it stopped");
    }

    @Test
    void shouldGoOnWithANodeItHasLearnedOfWhenItsOwnDies() {
        hub.nodes(WatchNodesResponse.newBuilder()
                .addNodes(node("0.0.0.0:8080", NodeState.NODE_STATE_SERVING))
                .addNodes(node("127.0.0.1:1", NodeState.NODE_STATE_SILENT))
                .addNodes(node(other.address(), NodeState.NODE_STATE_SERVING))
                .build());
        hub.script(stream -> {
            Await.until("the nodes are told", LIMIT, () -> hub.watchers() > 0);
            stream.onNext(entry("a", 5));
            Await.until("the entry is shown", LIMIT, () -> !screen.out().isEmpty());
            hub.close();
        });
        other.script(List.of(entry("a", 6)), enough());

        assertThat(tail(hub.address())).isEqualTo(1);

        assertThat(screen.out()).isEqualTo("a 5\na 6\n");
        assertThat(other.requests().get(0).getResume()).isEqualTo(resume("e1", "logs/a", 5));
    }

    @Test
    void shouldTryEachServerBeforeItSaysThatNobodyIsThere() {
        hub.close();
        other.script(List.of(entry("a", 1)), enough());

        assertThat(tail(hub.address() + "," + other.address())).isEqualTo(1);
        other.close();
        Screen late = new Screen();
        assertThat(late.call(hub.address() + "," + other.address(), "logs tail", "-f"))
                .isEqualTo(1);

        assertThat(screen.out()).isEqualTo("a 1\n");
        assertThat(late.err())
                .isEqualTo("cannot reach " + hub.address() + ": connection refused; trying again\n"
                        + "yamabiko: cannot reach " + other.address() + ": connection refused\n");
    }

    private int tail(String servers) {
        return screen.call(servers, "logs tail", "-f", "--raw", "--app", "a");
    }

    private static Node node(String address, NodeState state) {
        return Node.newBuilder().setAddress(address).setState(state).build();
    }
}
