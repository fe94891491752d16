package dev.yamabiko.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that shows what goes on inside. For one command. */
public final class Verbosity {

    @Option(names = "--verbose", description = "Log what goes on inside, to standard error.")
    private boolean verbose;

    /** Sets the log of a command whose user wants its results alone: everything, or nothing. */
    public void applyToClient() {
        root().setLevel(verbose ? Level.DEBUG : Level.OFF);
    }

    /** Sets the log of a hub: everything, or what its configuration says. */
    public void applyToHub() {
        if (verbose) {
            root().setLevel(Level.DEBUG);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
