package dev.yamabiko.chaos.rig;

import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the chance of a run comes from: {@code -Dchaos.seed=N} repeats one. Printed, so that a failure can be tried
 * again, as far as processes and disks repeat themselves.
 */
public final class Seed {

    private static final Logger LOG = LoggerFactory.getLogger(Seed.class);

    private Seed() {}

    /** Chance for a test, by name. */
    public static SplittableRandom of(String test) {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        LOG.info("seed test={} chaos.seed={}", test, seed);
        return new SplittableRandom(seed);
    }
}
