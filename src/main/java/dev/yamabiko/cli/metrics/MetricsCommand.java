package dev.yamabiko.cli.metrics;

import picocli.CommandLine.Command;

/** {@code yamabiko metrics}: the commands that show metrics. */
@Command(name = "metrics", description = "See what the nodes of a hub have to do, and what clients record.")
public final class MetricsCommand {}
