package dev.yamabiko;

import dev.yamabiko.cli.YamabikoCommand;
import dev.yamabiko.cli.terminal.Terminal;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The way in: picks the command, and ends with its exit code. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] args) {
        System.exit(YamabikoCommand.commandLine(
                        Terminal.ofProcess(),
                        Clock.systemUTC(),
                        new SplittableRandom(),
                        time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()))
                .execute(args));
    }
}
