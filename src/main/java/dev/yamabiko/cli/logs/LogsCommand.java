package dev.yamabiko.cli.logs;

import picocli.CommandLine.Command;

/** {@code yamabiko logs}: the commands that send and read log entries. */
@Command(name = "logs", description = "Send log lines to a hub, and read them.")
public final class LogsCommand {}
