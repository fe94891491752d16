package dev.yamabiko.service.game;

/** What a game is about: makes the worlds of its matches. The same on every node. Stateless. */
public interface Rules {

    /** What players call it. */
    String name();

    /** Ticks in a second, 1 to 100. */
    int ticksPerSecond();

    /** Most players of a match. */
    int seats();

    /** Most actions of one player that are done in one tick: the turn rate. */
    int actionsPerTick();

    /** How far a player sees in each direction, in cells. */
    int sight();

    /** A world before its first tick; {@code seed}: what its chance comes from. */
    World begin(long seed);

    /**
     * A world as it was when it was {@link World#encode encoded}.
     *
     * @throws IllegalArgumentException for bytes that are no such world
     */
    World resume(long seed, byte[] encoded);
}
