package dev.yamabiko.service.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.support.Await;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hub with small bounds, and a connection to it. */
@Timeout(120)
abstract class SyncFixture {

    static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    RunningHub hub;
    ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(
                folder, "sync: {keys: 500, snapshot-every: 50, collections: 3, value-bytes: 1000, history-records: 0}");
        channel = connect();
    }

    @AfterEach
    void stop() throws Exception {
        channel.shutdownNow();
        hub.close();
    }

    /** A connection of its own. */
    ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }

    static void shows(Mirror mirror, Map<String, String> values) {
        Await.until(
                () -> "shows " + values + ", not " + mirror.values(),
                SOON,
                () -> mirror.values().equals(values));
        assertThat(mirror.fault()).isEmpty();
    }
}
