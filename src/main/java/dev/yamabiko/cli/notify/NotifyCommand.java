package dev.yamabiko.cli.notify;

import picocli.CommandLine.Command;

/** {@code yamabiko notify}: the commands that send and read notifications. */
@Command(name = "notify", description = "Send notifications to users, and read them.")
public final class NotifyCommand {}
