package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Crew;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Player;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A match whose players walk all the time, while the node that runs it is killed, is stopped, or stands still: another
 * one goes on, and nobody loses the seat.
 */
@Tag("measures")
class MatchMoveIT {

    private static final Logger LOG = LoggerFactory.getLogger(MatchMoveIT.class);
    private static final int PLAYERS = Rounds.LONG ? 100 : 12;
    private static final int ROUNDS = Rounds.LONG ? 5 : 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

    /** What a match may go back: the time between two snapshots, and as long as it takes to keep one. */
    private static final long MOST_TICKS_LOST = 60;

    private final SplittableRandom random = Seed.of("MatchMoveIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    static Stream<String> journals() {
        return Shared.names("hazelcast");
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldGoOnWithinFiveSecondsOfAKill(String journal) {
        play(journal, (cluster, crew, owner) -> {
            double seconds = move(crew, owner, () -> cluster.kill(owner), "kill", journal);
            assertThat(seconds).isLessThan(5);
            bringBack(cluster, crew, owner);
        });
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldLoseNothingWhenTheNodeIsStopped(String journal) {
        play(journal, (cluster, crew, owner) -> {
            long tick = crew.notOn(owner).get(0).last().getTick();
            double seconds = move(crew, owner, () -> cluster.process(owner).terminate(), "stop", journal);
            assertThat(seconds).isLessThan(5);
            assertThat(crew.notOn(owner).get(0).last().getTick()).isGreaterThanOrEqualTo(tick);
            cluster.process(owner).awaitExit(STOPS_WITHIN);
            bringBack(cluster, crew, owner);
        });
    }

    @ParameterizedTest
    @MethodSource("journals")
    void shouldBelieveNoNodeThatStoodStill(String journal) {
        play(journal, (cluster, crew, owner) -> {
            long before = crew.notOn(owner).get(0).last().getTerm();
            double seconds = move(crew, owner, () -> cluster.process(owner).freeze(), "freeze", journal);
            cluster.process(owner).thaw();
            crew.awaitLaterTerm(crew.on(owner), before);
            Await.until("one node to run it", PATIENCE, () -> cluster.gauges("game_matches") == 1);
            long term = crew.on(owner).get(0).last().getTerm();
            Await.passing(Duration.ofSeconds(3));
            assertThat(crew.players())
                    .as("frozen for " + seconds + " s")
                    .allSatisfy(player -> assertThat(player.last().getTerm()).isEqualTo(term));
        });
    }

    private interface Round {
        void play(HubCluster cluster, Crew crew, int owner);
    }

    private void play(String journal, Round round) {
        try (Shared shared = Shared.start(journal, folder);
                HubCluster cluster = HubCluster.start(folder, 3, shared);
                Crew crew = new Crew(cluster, "m")) {
            crew.walkAbout(PLAYERS, random.split());
            for (int i = 0; i < ROUNDS; i++) {
                Await.passing(Duration.ofSeconds(3));
                round.play(cluster, crew, crew.owner());
            }
            Await.passing(Duration.ofSeconds(1));
            assertThat(crew.players())
                    .allSatisfy(player -> assertThat(player.self()).isNotNull());
        }
    }

    /** How long it takes until all others have heard that the match has moved, in seconds. */
    private static double move(Crew crew, int owner, Runnable why, String what, String journal) {
        List<Player> others = crew.notOn(owner);
        long begun = System.nanoTime();
        GameUpdate before = others.get(0).last();
        why.run();
        crew.awaitLaterTerm(others, before.getTerm());
        double seconds = (System.nanoTime() - begun) / 1e9;
        long lost = before.getTick() - others.get(0).last().getTick();
        LOG.info("match moved: by={} journal={} seconds={} ticks-back={}", what, journal, seconds, lost);
        assertThat(lost).as("ticks lost").isLessThan(MOST_TICKS_LOST);
        return seconds;
    }

    /** Those whose call has broken join elsewhere, and have their seats; then the node comes back. */
    private static void bringBack(HubCluster cluster, Crew crew, int owner) {
        Map<Player, Long> applied = new HashMap<>();
        crew.on(owner).forEach(player -> applied.put(player, player.last().getApplied()));
        int node = owner;
        for (Player player : applied.keySet()) {
            node = (node + 1) % cluster.size() == owner ? owner + 1 : node + 1;
            crew.comeBack(player, node % cluster.size());
            assertThat(player.joined().getApplied())
                    .as("its count of actions goes on")
                    .isGreaterThanOrEqualTo(applied.get(player) - MOST_TICKS_LOST)
                    .isGreaterThan(0);
        }
        cluster.startAgain(owner);
        cluster.awaitWhole();
    }
}
