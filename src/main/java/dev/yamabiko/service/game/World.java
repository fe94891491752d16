package dev.yamabiko.service.game;

import dev.yamabiko.proto.game.v1.Act;
import dev.yamabiko.proto.game.v1.Entity;
import java.util.Collection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What there is in a match. Changes by these calls alone, and the same calls make the same world: time is the tick, and
 * chance is handed in. Without I/O; used by one thread.
 */
public interface World {

    /** A player has sat down. Never more than there are seats. */
    void join(String player, RandomGenerator random);

    /** A player has got up: what is the player's own goes. */
    void leave(String player);

    /**
     * Does what a player wants, if the player may: trusts nothing in it.
     *
     * @return why it is not done; null: it is
     */
    @Nullable
    Verdict act(String player, Act act);

    /** The end of a tick: whatever happens by itself. */
    void advance(long tick, RandomGenerator random);

    /** All there is, by ids that no two share. An entity that has not changed is the same object. */
    Collection<Entity> entities();

    /** The entity from which a player sees. */
    String eye(String player);

    /** All of it, for {@link Rules#resume}. */
    byte[] encode();
}
