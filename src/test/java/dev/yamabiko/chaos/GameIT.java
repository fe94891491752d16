package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.chaos.rig.Crew;
import dev.yamabiko.chaos.rig.HubCluster;
import dev.yamabiko.chaos.rig.Player;
import dev.yamabiko.chaos.rig.Rounds;
import dev.yamabiko.chaos.rig.Seed;
import dev.yamabiko.chaos.rig.Shared;
import dev.yamabiko.chaos.rig.WorkFolder;
import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.GameUpdate;
import dev.yamabiko.proto.game.v1.Refusal;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A match on three nodes: every tick is made, cheats are not felt by others, what is far away costs no bytes. */
@Tag("measures")
class GameIT {

    private static final Logger LOG = LoggerFactory.getLogger(GameIT.class);
    private static final int PLAYERS = Rounds.LONG ? 100 : 12;
    private static final Duration PLAY = Duration.ofSeconds(Rounds.LONG ? 300 : 10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(Crew.PERIOD_MS);
    private static final int TWO_SCREENS = 2 * 17;

    private final SplittableRandom random = Seed.of("GameIT");

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private Shared journal;
    private HubCluster cluster;
    private Crew crew;

    @BeforeEach
    void start() {
        journal = Shared.start(Shared.names("hazelcast").findFirst().orElseThrow(), folder);
        cluster = HubCluster.start(folder, 3, journal);
        crew = new Crew(cluster, "m");
    }

    @AfterEach
    void stop() {
        crew.close();
        cluster.close();
        journal.close();
    }

    @Test
    void shouldMakeEveryTickAndLetNobodyFeelCheats() {
        // Given players on all nodes who walk all the time
        crew.walkAbout(PLAYERS, random.split());
        List<Player> honest = crew.players();
        Await.passing(Duration.ofSeconds(2));

        // When they play for a while, the second half of it with those who cheat
        double[] quiet = play(honest, PLAY.dividedBy(2));
        List<Player> cheats = List.of(crew.join("flood", 0), crew.join("speed", 1), crew.join("thief", 2));
        crew.eachTick(() -> cheat(cheats));
        double[] cheated = play(honest, PLAY.dividedBy(2));
        crew.rest();

        // Then
        report("quiet", quiet);
        report("with cheats", cheated);
        assertThat(refused(cheats.get(0), Reason.REASON_RATE)).isGreaterThan(1_000);
        assertThat(refused(cheats.get(1), Reason.REASON_SPEED)).isPositive();
        assertThat(refused(cheats.get(2), Reason.REASON_NOT_YOURS)).isPositive();
        assertThat(honest)
                .allSatisfy(player ->
                        assertThat(player.refusals()).noneMatch(refusal -> refusal.getReason() == Reason.REASON_RATE));
        assertThat(crew.players()).allSatisfy(player -> assertThat(player.end()).isEmpty());
    }

    @Test
    void shouldSpendNoBytesOnWhatIsFarAway() {
        // Given two who are further apart than two screens
        Player walker = crew.join("walker", 0);
        Player far = crew.join("far", 1);
        for (int i = 0; distance(walker, far) <= TWO_SCREENS; i++) {
            far.leave();
            Await.until("to have left", PATIENCE, far::left);
            far = crew.join("far-" + i, 1);
        }
        Await.passing(Duration.ofSeconds(4)); // all coins are there
        rock(walker, 4);
        Await.passing(Duration.ofSeconds(1));

        // When one of them walks up and down
        long bytes = far.bytes();
        long updates = walker.updates();
        rock(walker, 60);

        // Then
        assertThat(walker.updates() - updates).isGreaterThanOrEqualTo(60);
        assertThat(far.bytes()).isEqualTo(bytes);
        LOG.info("far player: updates={} bytes-of-far={}", walker.updates() - updates, far.bytes() - bytes);
    }

    /** One sends 10,000 actions a second, one goes too far, one moves what is somebody else's. */
    private static void cheat(List<Player> cheats) {
        for (int i = 0; i < 10_000 * Crew.PERIOD_MS / 1_000; i++) {
            cheats.get(0).move(1, 0);
        }
        cheats.get(1).move(40, 0);
        Player thief = cheats.get(2);
        thief.send(
                thief.next(),
                Act.newBuilder()
                        .setVerb("move")
                        .setEntity("runner/player-0")
                        .putArguments("dx", 1)
                        .build());
    }

    /** How late the players heard of each tick, in microseconds; no tick is missing. */
    private double[] play(List<Player> players, Duration time) {
        players.forEach(player -> player.times().forget());
        GameUpdate from = players.get(0).last();
        long made = cluster.gauges("game_ticks");
        long begun = System.nanoTime();
        Await.passing(time);
        double ticks = (System.nanoTime() - begun) / (double) PERIOD_NS;
        long madeThen = cluster.gauges("game_ticks") - made;
        GameUpdate to = players.get(0).last();

        assertThat((double) madeThen).as("ticks made").isBetween(ticks - 15, ticks + 15);
        assertThat((double) to.getTick() - from.getTick()).as("ticks seen").isBetween(ticks - 15, ticks + 15);
        assertThat(to.getTerm()).isEqualTo(from.getTerm());
        return players.stream()
                .flatMapToDouble(player -> Arrays.stream(player.times().latenesses(PERIOD_NS)))
                .sorted()
                .toArray();
    }

    private void report(String what, double[] late) {
        LOG.info(
                "ticks: {} players={} updates={} late-ms p50={} p99={} p99.9={} max={} late-ticks={}",
                what,
                PLAYERS,
                late.length,
                at(late, 0.5),
                at(late, 0.99),
                at(late, 0.999),
                at(late, 1),
                cluster.gauges("game_ticks_late"));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1e3;
    }

    private static long refused(Player player, Reason reason) {
        return player.refusals().stream()
                .filter(refusal -> refusal.getReason() == reason)
                .mapToLong(Refusal::getCount)
                .sum();
    }

    /** To and fro, as often as is said, between two cells. */
    private static void rock(Player player, int steps) {
        for (int i = 0; i < steps; i++) {
            long sequence = player.next();
            player.move(i % 2 == 0 ? 1 : -1, 0);
            Await.until("the step", PATIENCE, () -> player.last().getApplied() >= sequence);
        }
    }

    private static int distance(Player one, Player other) {
        Entity here = one.self();
        Entity there = other.self();
        return Math.max(Math.abs(here.getX() - there.getX()), Math.abs(here.getY() - there.getY()));
    }
}
