package dev.yamabiko.chaos;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Matches on three nodes: every tick is made, cheats are not felt by others, what is far away costs no bytes, and when
 * the node of a match is killed another one goes on.
 */
class GameIT {

    private static final Logger LOG = LoggerFactory.getLogger(GameIT.class);
    private static final int PLAYERS = Rounds.LONG ? 100 : 12;
    private static final Duration PLAY = Duration.ofSeconds(Rounds.LONG ? 300 : 10);
    private static final int KILLS = Rounds.LONG ? 5 : 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PERIOD_MS = 50;
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MS);

    private final SplittableRandom random = Seed.of("GameIT");
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final List<Player> players = new CopyOnWriteArrayList<>();
    private final Map<Player, Integer> homes = new HashMap<>();
    private final AtomicBoolean walking = new AtomicBoolean();

    @TempDir(factory = WorkFolder.class, cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private Shared journal;
    private HubCluster cluster;

    @BeforeEach
    void start() {
        journal = Shared.start(Shared.names("hazelcast").findFirst().orElseThrow(), folder);
        cluster = HubCluster.start(folder, 3, journal);
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        players.forEach(Player::drop);
        cluster.close();
        journal.close();
    }

    @Test
    void shouldMakeEveryTickAndLetNobodyFeelCheats() {
        // Given players on all nodes who walk all the time
        for (int i = 0; i < PLAYERS; i++) {
            join("player-" + i, "m", i % cluster.size());
        }
        walk();
        Await.passing(Duration.ofSeconds(2));

        // When they play for a while, the second half of it with those who cheat
        double[] quiet = play(PLAY.dividedBy(2));
        Player victim = players.get(0);
        List<Player> cheats = List.of(join("flood", "m", 0), join("speed", "m", 1), join("thief", "m", 2));
        cheat(cheats);
        double[] cheated = play(PLAY.dividedBy(2));
        walking.set(false);

        // Then
        report("quiet", quiet);
        report("with cheats", cheated);
        assertThat(refused(cheats.get(0), Reason.REASON_RATE)).isGreaterThan(1_000);
        assertThat(refused(cheats.get(1), Reason.REASON_SPEED)).isPositive();
        assertThat(refused(cheats.get(2), Reason.REASON_NOT_YOURS)).isPositive();
        assertThat(cheats).allSatisfy(cheat -> assertThat(cheat.end()).isEmpty());
        assertThat(victim.refusals()).noneMatch(refusal -> refusal.getReason() == Reason.REASON_RATE);
        assertThat(players).allSatisfy(player -> assertThat(player.end()).isEmpty());
    }

    @Test
    void shouldSpendNoBytesOnWhatIsFarAway() {
        // Given two who are further apart than two screens
        Player walker = join("walker", "far", 0);
        Player far = join("far", "far", 1);
        for (int i = 0; distance(walker, far) < 35; i++) {
            far.leave();
            Await.until("to have left", PATIENCE, far::left);
            far = join("far-" + i, "far", 1);
        }
        Await.until("all coins", PATIENCE, () -> walker.last().getTick() > 0);
        Await.passing(Duration.ofSeconds(4));
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

    @Test
    void shouldGoOnWithinFiveSecondsOfAKill() {
        for (int i = 0; i < PLAYERS; i++) {
            join("player-" + i, "m", i % cluster.size());
        }
        walk();
        for (int round = 0; round < KILLS; round++) {
            Await.passing(Duration.ofSeconds(3));
            int owner = owner();
            List<Player> survivors = new ArrayList<>();
            List<Player> lost = new ArrayList<>();
            for (int i = 0; i < PLAYERS; i++) {
                Player player = players.get(i);
                (homes.get(player) == owner ? lost : survivors).add(player);
            }
            GameUpdate before = survivors.get(0).last();

            long killed = System.nanoTime();
            cluster.kill(owner);
            for (Player player : survivors) {
                Await.until(
                        () -> "another term than " + before.getTerm() + " of " + player.last(),
                        PATIENCE,
                        () -> player.last().getTerm() > before.getTerm());
            }
            double seconds = (System.nanoTime() - killed) / 1e9;
            long back = before.getTick() - survivors.get(0).last().getTick();
            LOG.info("kill: round={} resumed-seconds={} ticks-back={}", round, seconds, back);
            assertThat(seconds).isLessThan(5);
            assertThat(back).as("ticks that were lost").isLessThan(60);

            int elsewhere = (owner + 1) % cluster.size();
            lost.forEach(player -> comeBack(player, elsewhere));
            cluster.startAgain(owner);
            cluster.awaitWhole();
        }
        assertThat(players).allSatisfy(player -> assertThat(player.self()).isNotNull());
    }

    /** The match has kept the seat: the count of actions goes on. */
    private void comeBack(Player player, int node) {
        Await.until("the broken call", PATIENCE, () -> !player.end().isEmpty());
        long before = player.last().getApplied();
        player.join(cluster.client(node).channel(), "m", "");
        homes.put(player, node);
        Await.until(() -> "a seat, ended: " + player.end(), PATIENCE, () -> player.joined() != null);
        assertThat(player.joined().getApplied()).isBetween(Math.max(0, before - 80), before + 80);
    }

    private int owner() {
        return IntStream.range(0, cluster.size())
                .filter(node -> cluster.client(node).gauge("game_matches") == 1)
                .findFirst()
                .orElseThrow();
    }

    private Player join(String name, String match, int node) {
        Player player = new Player(name);
        player.join(cluster.client(node).channel(), match, "");
        Await.until(
                () -> "a seat for " + name + ", ended: " + player.end() + player.refusals(),
                PATIENCE,
                () -> player.joined() != null && player.self() != null);
        players.add(player);
        homes.put(player, node);
        return player;
    }

    /** Everybody takes a step in each tick. */
    private void walk() {
        walking.set(true);
        SplittableRandom chance = random.split();
        var unused = scheduler.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; walking.get() && i < PLAYERS; i++) {
                        int direction = chance.nextInt(4);
                        players.get(i)
                                .move(direction < 2 ? direction * 2 - 1 : 0, direction < 2 ? 0 : direction * 2 - 5);
                    }
                },
                0,
                PERIOD_MS,
                TimeUnit.MILLISECONDS);
    }

    /** One sends 10,000 actions a second, one goes too far, one moves what is somebody else's. */
    private void cheat(List<Player> cheats) {
        Act theft = Act.newBuilder()
                .setVerb("move")
                .setEntity("runner/player-0")
                .putArguments("dx", 1)
                .build();
        var unused = scheduler.scheduleAtFixedRate(
                () -> {
                    if (walking.get()) {
                        for (int i = 0; i < 10_000 * PERIOD_MS / 1_000; i++) {
                            cheats.get(0).move(1, 0);
                        }
                        cheats.get(1).move(40, 0);
                        cheats.get(2).send(cheats.get(2).next(), theft);
                    }
                },
                0,
                PERIOD_MS,
                TimeUnit.MILLISECONDS);
    }

    /** How late the honest players heard of each tick, in microseconds; no tick is missing. */
    private double[] play(Duration time) {
        List<Player> honest = players.subList(0, PLAYERS);
        honest.forEach(player -> player.times().forget());
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
        return honest.stream()
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

    /** Up and down, as often as is said, without leaving the two cells. */
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
