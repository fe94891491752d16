package dev.yamabiko.cli.user;

import picocli.CommandLine.Command;

/** {@code yamabiko user}: the commands about users. */
@Command(
        name = "user",
        description = {
            "Add users, and change what they are.",
            "Through a hub, or in its database: with --data, --database or --config, whether it runs or not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko user add ann@example.com --admin --data data",
            "  yamabiko user add bob@example.com --name Bob",
            "  yamabiko user list"
        })
public final class UserCommand {}
