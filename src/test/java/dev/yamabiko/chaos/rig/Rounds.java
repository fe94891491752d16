package dev.yamabiko.chaos.rig;

/** How long the tests of a run are, by {@code -Dchaos.rounds}. Stateless. */
public final class Rounds {

    /** True beyond what a build takes. */
    public static final boolean LONG = Integer.getInteger("chaos.rounds", 3) > 10;

    private Rounds() {}

    /**
     * Flags of the JVM of a node that starts again and again: in the time of a build it compiles itself no further than
     * that is worth, which is half the processor time of a start. In long rounds nodes are compiled as in production.
     */
    public static String[] jvm(String heap) {
        return LONG ? new String[] {heap} : new String[] {heap, "-XX:TieredStopAtLevel=1"};
    }
}
