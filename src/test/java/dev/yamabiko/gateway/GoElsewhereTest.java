package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static dev.yamabiko.gateway.RawConnection.STREAM_LOGS;
import static dev.yamabiko.gateway.RawConnection.WATCH;
import static dev.yamabiko.node.Node.State.DRAINING;
import static dev.yamabiko.node.Node.State.SERVING;
import static dev.yamabiko.support.FakeNodes.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.rpc.ErrorInfo;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.support.FakeNodes;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the clients of a node that cannot go on are sent, in a hub of several nodes. */
@Timeout(60)
class GoElsewhereTest {

    private final FakeNodes nodes = new FakeNodes(node("a", SERVING));
    private OneGateway gateway;

    @BeforeEach
    void start() throws Exception {
        nodes.put(node("b", SERVING));
        gateway = new OneGateway(readiness -> nodes);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void shouldTellAFollowerWhereItStoodAndWhoElseServes() throws Exception {
        // Given
        collect("web", "shop", "web");
        RawCall all = follow("");
        RawCall one = follow("shop");
        RawCall filtered = call(
                STREAM_LOGS,
                LogStreamRequest.newBuilder()
                        .setApplication("web")
                        .setFollow(true)
                        .addFilters("nothing like it"));
        for (int i = 0; i < 3; i++) {
            all.message();
        }
        one.message();
        filtered.head();
        collect("web");
        all.message();

        // When
        gateway.stop().await(20, TimeUnit.SECONDS);

        // Then
        String epoch = gateway.journal().epoch();
        assertThat(position(all))
                .isEqualTo(resume(epoch)
                        .putAfter("logs/web", 3)
                        .putAfter("logs/shop", 1)
                        .build());
        assertThat(position(one))
                .isEqualTo(resume(epoch).putAfter("logs/shop", 1).build());
        assertThat(position(filtered))
                .isEqualTo(resume(epoch).putAfter("logs/web", 3).build());
    }

    @Test
    void shouldAnswerAnUploadThatIsCompleteAndRefuseWhatComesThen() throws Exception {
        // Given: an upload whose entries have all come, and wait for the journal
        gateway.journal().hold();
        RawCall upload = call(COLLECT_LOGS, LogEntry.newBuilder().setApplication("web"));
        RawCall unfinished = gateway.connection()
                .call(COLLECT_LOGS)
                .send(GrpcFrames.plain(
                        LogEntry.newBuilder().setApplication("web").build()));
        RawCall watch = call(WATCH, HealthCheckRequest.newBuilder());
        watch.message();

        // When
        Future<Void> stopped = gateway.stop();
        assertThat(watch.await().text()).isEqualTo("UNAVAILABLE DRAINING");
        RawCall late = call(GET_NODE, GetNodeRequest.newBuilder());

        // Then
        for (RawCall refused : List.of(unfinished, late)) {
            assertThat(refused.await().text()).isEqualTo("UNAVAILABLE DRAINING");
            assertThat(others(refused)).isEqualTo("b:8080");
        }
        assertThat(upload.ended()).isFalse();
        gateway.journal().release();
        assertThat(LogCollectionResult.parseFrom(upload.message()).getIndexedCount())
                .isEqualTo(1);
        assertThat(upload.await().text()).isEqualTo("OK");
        stopped.await(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldSendAnUploadElsewhereWhenTheJournalDoesNotTakeIt() throws Exception {
        gateway.journal().fail(new StreamError.OutcomeUnknown("journal: no answer", new Exception("connection lost")));

        RawCall upload = call(COLLECT_LOGS, LogEntry.newBuilder().setApplication("web"));

        assertThat(upload.await().text()).isEqualTo("UNAVAILABLE OUTCOME_UNKNOWN");
        assertThat(others(upload)).isEqualTo("b:8080");
    }

    @Test
    void shouldNameNobodyWhereNobodyElseServes() throws Exception {
        nodes.put(node("b", DRAINING));
        RawCall follower = follow("web");
        follower.head();

        gateway.stop().await(20, TimeUnit.SECONDS);

        assertThat(follower.await().detail(ErrorInfo.class).getMetadataMap()).doesNotContainKey("nodes");
    }

    private void collect(String... applications) throws Exception {
        RawCall upload = gateway.connection().call(COLLECT_LOGS);
        for (String application : applications) {
            upload.send(GrpcFrames.plain(
                    LogEntry.newBuilder().setApplication(application).build()));
        }
        assertThat(upload.end().await().text()).isEqualTo("OK");
    }

    private RawCall follow(String application) throws Exception {
        return call(
                STREAM_LOGS,
                LogStreamRequest.newBuilder().setApplication(application).setFollow(true));
    }

    private RawCall call(String path, MessageLite.Builder request) throws Exception {
        return gateway.connection()
                .call(path)
                .send(GrpcFrames.plain(request.build()))
                .end();
    }

    private static Resume.Builder resume(String epoch) {
        return Resume.newBuilder().setEpoch(epoch);
    }

    private static Resume position(RawCall call) throws Exception {
        assertThat(call.await().text()).isEqualTo("UNAVAILABLE DRAINING");
        assertThat(others(call)).isEqualTo("b:8080");
        return call.await().detail(Resume.class);
    }

    private static String others(RawCall call) throws Exception {
        return call.await().detail(ErrorInfo.class).getMetadataOrThrow("nodes");
    }
}
