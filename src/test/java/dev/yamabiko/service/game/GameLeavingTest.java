package dev.yamabiko.service.game;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Player;
import dev.yamabiko.gateway.RunningHub;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.Leaving;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a player's call that ends. */
@Timeout(60)
class GameLeavingTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private RunningHub hub;

    @BeforeEach
    void start() throws Exception {
        hub = RunningHub.inMemory(folder, "games: {grace-seconds: 1, sleep-seconds: 1}");
    }

    @AfterEach
    void stop() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @EnumSource(Leaving.class)
    void shouldGiveUpTheSeatHoweverACallEnds(Leaving how) {
        // Given
        ManagedChannel others = connect();
        Player witness = joined(others, "ann");
        long reads = hub.gauge("subscriptions_open");
        ManagedChannel own = connect();
        Player leaving = joined(how.on(own), "bob");
        hub.awaitGauge(SOON, "game_players", 2);

        // When
        how.leave(leaving::finish, leaving::drop, () -> end(leaving), own);

        // Then
        hub.awaitGauge(SOON, "game_players", 1);
        hub.awaitGauge(SOON, "calls_open", 1);
        hub.awaitGauge(SOON, "subscriptions_open", reads);
        assertThat(witness.end()).isEmpty();
        witness.leave();
        Await.until("the match goes on, and lets go", SOON, witness::left);
        hub.awaitGauge(SOON, "game_matches", 0);
        own.shutdownNow();
        others.shutdownNow();
    }

    private static Player joined(Channel channel, String name) {
        Player player = new Player(name);
        player.join(channel, "m", "arena");
        Await.until("a seat", SOON, () -> player.joined() != null);
        return player;
    }

    private static String end(Player player) {
        Await.until("the call ends", SOON, () -> !player.end().isEmpty());
        return player.end();
    }

    private ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", hub.port())
                .usePlaintext()
                .build();
    }
}
