package dev.yamabiko.service.game.arena;

import static dev.yamabiko.service.game.arena.Arena.SIZE;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.ArenaState;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import dev.yamabiko.service.game.Verdict;
import dev.yamabiko.service.game.World;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The grid and what stands on it: at most one entity in a cell. Where the walls are follows from the seed. Used by one
 * thread.
 */
final class ArenaWorld implements World {

    static final int WALLS = 300;
    static final int COINS = 60;

    private static final String RUNNER = "runner";
    private static final String COIN = "coin";
    private static final String WALL = "wall";
    private static final String SCORE = "score";

    private final Map<String, Entity> entities = new LinkedHashMap<>();
    private final Map<Integer, Entity> cells = new HashMap<>();
    private long coinsMade;
    private int coins;

    /** Walls, and what a state says there is besides. */
    ArenaWorld(long seed, ArenaState state) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int wall = 1; wall <= WALLS; wall++) {
            put(at(
                            freeCell(random),
                            Entity.newBuilder().setId(WALL + "/" + wall).setKind(WALL))
                    .build());
        }
        state.getEntitiesList().forEach(this::put);
        coinsMade = state.getCoins();
        coins = (int) state.getEntitiesList().stream()
                .filter(entity -> entity.getKind().equals(COIN))
                .count();
    }

    @Override
    public void join(String player, RandomGenerator random) {
        put(at(freeCell(random), Entity.newBuilder().setId(eye(player)).setKind(RUNNER))
                .setOwner(player)
                .putValues(SCORE, 0)
                .build());
    }

    @Override
    public void leave(String player) {
        Entity runner = entities.get(eye(player));
        if (runner != null) {
            remove(runner);
        }
    }

    @Override
    public @Nullable Verdict act(String player, Act act) {
        if (!act.getVerb().equals("move")) {
            return new Verdict(Reason.REASON_UNKNOWN_VERB, "verb: " + act.getVerb() + " (expected: move)");
        }
        Entity runner = entities.get(act.getEntity().isEmpty() ? eye(player) : act.getEntity());
        if (runner == null) {
            return new Verdict(
                    Reason.REASON_UNKNOWN_ENTITY, "entity: " + act.getEntity() + " (expected: one that there is)");
        }
        if (!runner.getOwner().equals(player)) {
            return new Verdict(Reason.REASON_NOT_YOURS, "entity: " + act.getEntity() + " (expected: one of your own)");
        }
        return move(runner, act.getArgumentsOrDefault("dx", 0), act.getArgumentsOrDefault("dy", 0));
    }

    private @Nullable Verdict move(Entity runner, long dx, long dy) {
        boolean oneStep = dx == 0 ? dy == 1 || dy == -1 : dy == 0 && (dx == 1 || dx == -1);
        if (!oneStep) {
            return new Verdict(
                    Reason.REASON_SPEED, "step: " + dx + "," + dy + " (expected: one cell to a side, up or down)");
        }
        int x = runner.getX() + (int) dx;
        int y = runner.getY() + (int) dy;
        if (x < 0 || x >= SIZE || y < 0 || y >= SIZE) {
            return new Verdict(
                    Reason.REASON_BOUNDS, "cell: " + x + "," + y + " (expected: 0 to " + (SIZE - 1) + " each)");
        }
        Entity there = cells.get(cell(x, y));
        if (there != null && !there.getKind().equals(COIN)) {
            return new Verdict(
                    Reason.REASON_BLOCKED, "cell: " + x + "," + y + " (expected: without " + there.getKind() + ")");
        }
        go(runner, x, y, there);
        return null;
    }

    private void go(Entity runner, int x, int y, @Nullable Entity coin) {
        Entity.Builder moved = runner.toBuilder().setX(x).setY(y);
        if (coin != null) {
            remove(coin);
            coins--;
            moved.putValues(SCORE, runner.getValuesOrDefault(SCORE, 0) + 1);
        }
        cells.remove(cell(runner.getX(), runner.getY()));
        put(moved.build());
    }

    /** A coin that was taken is replaced elsewhere, one in a tick. */
    @Override
    public void advance(long tick, RandomGenerator random) {
        if (coins < COINS) {
            coins++;
            coinsMade++;
            put(at(
                            freeCell(random),
                            Entity.newBuilder().setId(COIN + "/" + coinsMade).setKind(COIN))
                    .build());
        }
    }

    @Override
    public Collection<Entity> entities() {
        return Collections.unmodifiableCollection(entities.values());
    }

    @Override
    public String eye(String player) {
        return RUNNER + "/" + player;
    }

    @Override
    public byte[] encode() {
        ArenaState.Builder state = ArenaState.newBuilder().setCoins(coinsMade);
        entities.values().stream()
                .filter(entity -> !entity.getKind().equals(WALL))
                .forEach(state::addEntities);
        return state.build().toByteArray();
    }

    private void put(Entity entity) {
        entities.put(entity.getId(), entity);
        cells.put(cell(entity.getX(), entity.getY()), entity);
    }

    private void remove(Entity entity) {
        entities.remove(entity.getId());
        cells.remove(cell(entity.getX(), entity.getY()));
    }

    /** Most cells are free: there are thousands, and a few hundred entities. */
    private int freeCell(RandomGenerator random) {
        int cell = random.nextInt(SIZE * SIZE);
        while (cells.containsKey(cell)) {
            cell = (cell + 1) % (SIZE * SIZE);
        }
        return cell;
    }

    private static Entity.Builder at(int cell, Entity.Builder entity) {
        return entity.setX(cell % SIZE).setY(cell / SIZE);
    }

    private static int cell(int x, int y) {
        return y * SIZE + x;
    }
}
