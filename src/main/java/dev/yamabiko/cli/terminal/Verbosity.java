package dev.yamabiko.cli.terminal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that shows what goes on inside. For one command. */
public final class Verbosity {

    @Option(names = "--verbose", description = "Log what goes on inside, to standard error.")
    private boolean verbose;

    /** Whether the person asked for it. */
    public boolean verbose() {
        return verbose;
    }

    /** Sets the level of the log: DEBUG when asked for; else {@code otherwise}. */
    public void apply(Level otherwise) {
        root().setLevel(verbose ? Level.DEBUG : otherwise);
    }

    /** Logs why a command failed, with its trace, when asked for. */
    public void trace(Throwable failure) {
        if (verbose) {
            root().error("command failed", failure);
        }
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
