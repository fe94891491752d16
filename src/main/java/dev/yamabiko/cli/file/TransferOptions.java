package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.Verbosity;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that transfer files. For one command. */
final class TransferOptions {

    private static final int DEFAULT_AT_ONCE = 3;

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
        return parallel;
    }

    long limitRate() {
        return limitRate;
    }

    boolean quiet() {
        return quiet;
    }
}
