package dev.yamabiko.service.game.arena;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.game.v1.ArenaState;
import dev.yamabiko.service.game.Rules;
import dev.yamabiko.service.game.World;

/**
 * Runners on a grid of {@value #SIZE} by {@value #SIZE} cells gather coins. A runner goes one cell per tick, never
 * through walls or others. Stateless.
 */
public final class Arena implements Rules {

    /** Its name. */
    public static final String NAME = "arena";

    /** Cells in each direction. */
    static final int SIZE = 96;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int ticksPerSecond() {
        return 20;
    }

    @Override
    public int seats() {
        return 128;
    }

    @Override
    public int actionsPerTick() {
        return 1;
    }

    @Override
    public int sight() {
        return 8;
    }

    @Override
    public World begin(long seed) {
        return new ArenaWorld(seed, ArenaState.getDefaultInstance());
    }

    @Override
    public World resume(long seed, byte[] encoded) {
        try {
            return new ArenaWorld(seed, ArenaState.parseFrom(encoded));
        } catch (InvalidProtocolBufferException error) {
            throw new IllegalArgumentException("world: " + error.getMessage(), error);
        }
    }
}
