package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Verbosity;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of commands that transfer files. For one command. */
final class TransferOptions {

    private static final int DEFAULT_AT_ONCE = 3;
    private static final int MOST_AT_ONCE = 16;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Option(names = "--parallel", paramLabel = "N", description = "At most N files at once, 1 to 16 (default: 3).")
    private int parallel = DEFAULT_AT_ONCE;

    @Option(
            names = "--limit-rate",
            paramLabel = "BYTES",
            converter = ByteCount.class,
            description = "Bytes per second of all of them together, such as 500K or 5M.")
    private long limitRate;

    @Option(names = "--quiet", description = "Show no progress and no summary.")
    private boolean quiet;

    ServerOption server() {
        return server;
    }

    Verbosity verbosity() {
        return verbosity;
    }

    int parallel() {
        if (parallel < 1 || parallel > MOST_AT_ONCE) {
            throw new ParameterException(
                    spec.commandLine(), "--parallel: " + parallel + " (expected: 1 to " + MOST_AT_ONCE + ")");
        }
        return parallel;
    }

    long limitRate() {
        return limitRate;
    }

    boolean quiet() {
        return quiet;
    }
}
