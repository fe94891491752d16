package dev.yamabiko.gateway;

import static dev.yamabiko.gateway.RawConnection.COLLECT_LOGS;
import static dev.yamabiko.gateway.RawConnection.GET_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.Await;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that flood: the hub ends those that it has to, and serves the others meanwhile. */
@Timeout(60)
class AbuseTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MANY = 20_000;

    @TempDir
    static Path folder;

    private static Vertx vertx;
    private static RunningHub hub;
    private static RawConnection other;

    @BeforeAll
    static void start() throws Exception {
        hub = RunningHub.inMemory(folder, "http2: {max-resets-per-30-seconds: 500}");
        vertx = Vertx.vertx();
        other = RawConnection.open(vertx, hub.port());
        byte[] entry = GrpcFrames.plain(LogEntry.newBuilder()
                .setApplication("read-byte-by-byte")
                .setMessage("x".repeat(10_000))
                .build());
        assertThat(other.call(COLLECT_LOGS).send(entry).end().await().text()).isEqualTo("OK");
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        hub.close();
        vertx.close();
    }

    @ParameterizedTest
    @EnumSource(Flood.class)
    void shouldServeOthersWhileSomebodyFloods(Flood flood) throws Exception {
        try (Flooder flooder = new Flooder(hub.port(), flood, true, Flooder.NO_BOUND)) {
            Await.until(
                    "the flood has come",
                    SOON,
                    () -> flood.ends() ? flooder.ended() > 0 : flooder.turns() > MANY || flooder.ended() > 0);

            assertThat(flooder.ended() > 0).as("the connection was ended").isEqualTo(flood.ends());
            assertServed();
        }
        hub.awaitGauge(SOON, "connections_open", 1);
        hub.awaitZero(SOON, "calls_open", "inbound_bytes", "outbound_bytes", "call_timers", "subscriptions_open");
    }

    @ParameterizedTest
    @EnumSource(names = {"PINGS", "SETTINGS_FRAMES"})
    void shouldEndAConnectionThatAsksAndDoesNotListen(Flood flood) throws Exception {
        try (Flooder flooder = new Flooder(hub.port(), flood, false, Flooder.NO_BOUND)) {
            Await.until("the connection was ended", SOON, () -> flooder.ended() > 0);
            assertServed();
        }
        hub.awaitGauge(SOON, "connections_open", 1);
    }

    private static void assertServed() throws Exception {
        byte[] request = GrpcFrames.plain(GetNodeRequest.getDefaultInstance());
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            assertThat(other.call(GET_NODE).send(request).end().await().text()).isEqualTo("OK");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        }
    }
}
