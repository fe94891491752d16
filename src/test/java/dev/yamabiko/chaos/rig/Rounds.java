package dev.yamabiko.chaos.rig;

/** How long the tests of a run are, by {@code -Dchaos.rounds}. Stateless. */
public final class Rounds {

    /** True beyond what a build takes. */
    public static final boolean LONG = Integer.getInteger("chaos.rounds", 3) > 10;

    private Rounds() {}
}
