package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.ArenaState;
import dev.yamabiko.proto.game.v1.Entity;
import dev.yamabiko.proto.game.v1.Refusal.Reason;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Players on a line, each of whom begins where the name says: {@code ann@7}. They may go one step in a tick. */
final class FlatRules implements Rules {

    @Override
    public String name() {
        return "flat";
    }

    @Override
    public int ticksPerSecond() {
        return 50;
    }

    @Override
    public int seats() {
        return 4;
    }

    @Override
    public int actionsPerTick() {
        return 1;
    }

    @Override
    public int sight() {
        return 10;
    }

    @Override
    public World begin(long seed) {
        return new Line(List.of());
    }

    @Override
    public World resume(long seed, byte[] encoded) {
        try {
            return new Line(ArenaState.parseFrom(encoded).getEntitiesList());
        } catch (java.io.IOException error) {
            throw new IllegalArgumentException(error);
        }
    }

    private static final class Line implements World {
        private final Map<String, Entity> players = new TreeMap<>();

        Line(List<Entity> players) {
            players.forEach(player -> this.players.put(player.getId(), player));
        }

        @Override
        public void join(String player, RandomGenerator random) {
            int x = Integer.parseInt(player.substring(player.indexOf('@') + 1));
            players.put(
                    player,
                    Entity.newBuilder().setId(player).setOwner(player).setX(x).build());
        }

        @Override
        public void leave(String player) {
            players.remove(player);
        }

        @Override
        public @Nullable Verdict act(String player, Act act) {
            long dx = act.getArgumentsOrDefault("dx", 0);
            if (!act.getEntity().isEmpty() && !act.getEntity().equals(player)) {
                return new Verdict(Reason.REASON_NOT_YOURS, "entity: " + act.getEntity());
            }
            if (dx < -1 || dx > 1) {
                return new Verdict(Reason.REASON_SPEED, "dx: " + dx);
            }
            players.computeIfPresent(
                    player,
                    (id, entity) ->
                            entity.toBuilder().setX(entity.getX() + (int) dx).build());
            return null;
        }

        @Override
        public void advance(long tick, RandomGenerator random) {
            // nothing happens by itself
        }

        @Override
        public Collection<Entity> entities() {
            return players.values();
        }

        @Override
        public String eye(String player) {
            return player;
        }

        @Override
        public byte[] encode() {
            return ArenaState.newBuilder()
                    .addAllEntities(players.values())
                    .build()
                    .toByteArray();
        }
    }
}
