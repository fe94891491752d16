package dev.yamabiko.cli.file;

import picocli.CommandLine.Command;

/** {@code yamabiko file}: the commands that send and fetch files. */
@Command(name = "file", description = "Send files to a hub, and fetch them.")
public final class FileCommand {}
