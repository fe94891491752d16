package dev.yamabiko.bench.scenario;

import java.io.IOException;

/** One measurement, or a few that belong together. */
public interface Scenario {

    /** What {@code bench.only} calls it. */
    String name();

    /** Starts what it needs, measures, and ends it again. */
    void run(Rig rig) throws IOException;
}
