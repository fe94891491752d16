package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Players of one match, each on a node of a cluster, who take a step in each tick when they are told to. Used by one
 * thread.
 */
public final class Crew implements AutoCloseable {

    /** Between two ticks of an arena. */
    public static final long PERIOD_MS = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HubCluster cluster;
    private final String match;
    private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);
    private final List<Player> players = new CopyOnWriteArrayList<>();
    private final Map<Player, Integer> homes = new HashMap<>();
    private volatile boolean acting;

    /** Nobody plays yet. */
    public Crew(HubCluster cluster, String match) {
        this.cluster = cluster;
        this.match = match;
    }

    /** One more player, who has a seat then. */
    public Player join(String name, int node) {
        Player player = new Player(name);
        join(player, node);
        players.add(player);
        return player;
    }

    /** So many players, spread evenly over the nodes, who walk about all the time. */
    public void walkAbout(int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            join("player-" + i, i % cluster.size());
        }
        List<Player> walkers = List.copyOf(players);
        eachTick(() -> {
            for (Player walker : walkers) {
                int direction = random.nextInt(4);
                walker.move(direction < 2 ? direction * 2 - 1 : 0, direction < 2 ? 0 : direction * 2 - 5);
            }
        });
    }

    /** Does something in each tick, until {@link #rest}. */
    public void eachTick(Runnable action) {
        acting = true;
        Runnable unlessResting = () -> {
            if (acting) {
                action.run();
            }
        };
        var unused = scheduler.scheduleAtFixedRate(unlessResting, 0, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /** Does nothing more. */
    public void rest() {
        acting = false;
    }

    /** All of them. */
    public List<Player> players() {
        return List.copyOf(players);
    }

    /** Those whose call goes to a node. */
    public List<Player> on(int node) {
        return players.stream().filter(player -> homes.get(player) == node).toList();
    }

    /** Those whose call goes to another one. */
    public List<Player> notOn(int node) {
        return players.stream().filter(player -> homes.get(player) != node).toList();
    }

    /** Joins again, whose call has broken. */
    public void comeBack(Player player, int node) {
        Await.until("the broken call", PATIENCE, () -> !player.end().isEmpty());
        join(player, node);
    }

    /** The node that runs the match, the only one that runs any. */
    public int owner() {
        return IntStream.range(0, cluster.size())
                .filter(node -> cluster.process(node).alive())
                .filter(node -> cluster.client(node).gauge("game_matches") == 1)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until each of these players has heard of a later term. */
    public void awaitLaterTerm(List<Player> some, long than) {
        for (Player player : some) {
            Await.until(
                    () -> "a later term than " + than + " of " + player.last(),
                    PATIENCE,
                    () -> player.last().getTerm() > than);
        }
    }

    private void join(Player player, int node) {
        player.join(cluster.client(node).channel(), match, "");
        homes.put(player, node);
        Await.until(
                () -> "a seat, ended: " + player.end() + player.refusals(),
                PATIENCE,
                () -> player.joined() != null && player.self() != null);
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        players.forEach(Player::drop);
    }
}
