package dev.yamabiko.cli.client;

import java.time.Duration;

/** How a command waits until it is time for something. */
@FunctionalInterface
public interface Pause {

    /** Waits so long. */
    void of(Duration time) throws InterruptedException;
}
