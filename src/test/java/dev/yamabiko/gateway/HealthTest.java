package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.node.Node;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.node.SoloNodes;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckRequest;
import dev.yamabiko.proto.grpc.health.v1.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The health service of one gateway whose readiness the test decides. */
@Timeout(30)
class HealthTest {

    private static final Node NODE =
            new Node("node-1", "127.0.0.1:8080", "1", Node.State.SERVING, new Node.Load(0, 0, 0, 0));

    private OneGateway gateway;
    private Readiness readiness;
    private RawConnection connection;

    @BeforeEach
    void start() throws Exception {
        gateway = new OneGateway(ready -> new SoloNodes(() -> NODE, ready));
        readiness = gateway.readiness();
        connection = gateway.connection();
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void shouldTellTheReadinessOfTheNodeAndOfEachService() throws Exception {
        assertThat(check("")).isEqualTo("NOT_SERVING");

        readiness.set(Node.State.SERVING, "test");

        assertThat(check("")).isEqualTo("SERVING");
        assertThat(check("log.v1.LogService")).isEqualTo("SERVING");
        assertThat(check("grpc.health.v1.Health")).isEqualTo("SERVING");
        assertThat(check("no.Service")).isEqualTo("NOT_FOUND NOT_FOUND");
    }

    @Test
    void shouldTellWatchersOfEachChangeOnce() throws Exception {
        // Given
        RawCall watcher = watch("");
        assertThat(status(watcher)).isEqualTo("NOT_SERVING");

        // When
        readiness.set(Node.State.SERVING, "up");
        assertThat(status(watcher)).isEqualTo("SERVING");
        readiness.set(Node.State.SERVING, "up again");
        RawCall late = watch("log.v1.LogService");
        assertThat(status(late)).isEqualTo("SERVING");
        readiness.set(Node.State.NOT_SERVING, "down");

        // Then
        assertThat(status(watcher)).isEqualTo("NOT_SERVING");
        assertThat(status(late)).isEqualTo("NOT_SERVING");
        assertThat(check("")).isEqualTo("NOT_SERVING");
        assertThat(watcher.rest()).isEmpty();
        assertThat(late.rest()).isEmpty();
    }

    @Test
    void shouldTellAWatcherThatJoinsInTheMiddleOfAChangeOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            // Given
            boolean serving = i % 2 == 0;

            // When
            readiness.set(serving ? Node.State.SERVING : Node.State.NOT_SERVING, "round");
            RawCall watcher = watch("");

            // Then
            assertThat(status(watcher)).isEqualTo(serving ? "SERVING" : "NOT_SERVING");
            check("");
            assertThat(watcher.rest()).isEmpty();
            watcher.reset();
        }
    }

    @Test
    void shouldKeepAWatcherOfAnUnknownServiceWaiting() throws Exception {
        RawCall watcher = watch("no.Service");
        assertThat(status(watcher)).isEqualTo("SERVICE_UNKNOWN");

        readiness.set(Node.State.SERVING, "test");
        check("");

        assertThat(watcher.rest()).isEmpty();
        assertThat(watcher.ended()).isFalse();
    }

    private RawCall watch(String service) throws Exception {
        return connection.call(RawConnection.WATCH).send(request(service)).end();
    }

    private String check(String service) throws Exception {
        RawCall call =
                connection.call(RawConnection.CHECK).send(request(service)).end();
        RawCall.End end = call.await();
        return end.text().equals("OK") ? status(call) : end.text();
    }

    private static String status(RawCall call) throws Exception {
        return HealthCheckResponse.parseFrom(call.message()).getStatus().name();
    }

    private static byte[] request(String service) {
        return GrpcFrames.plain(
                HealthCheckRequest.newBuilder().setService(service).build());
    }
}
