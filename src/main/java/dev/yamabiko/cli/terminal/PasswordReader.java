package dev.yamabiko.cli.terminal;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine.Option;

/** How a command gets a password: never from its arguments, which others see. For one command. */
public final class PasswordReader {

    @Option(
            names = "--password-stdin",
            description = "Read the password from the first line of standard input, instead of asking for it.")
    private boolean fromInput;

    /** The password of somebody who has one. */
    public String ask(Terminal terminal, String prompt) {
        return fromInput ? line(terminal) : typed(prompt);
    }

    /** The password that somebody is to have: typed twice, for nobody sees it. */
    public String askNew(Terminal terminal, String prompt) {
        if (fromInput) {
            return line(terminal);
        }
        String password = typed(prompt);
        if (!password.equals(typed("Again: "))) {
            throw new CommandFailure("password: the two are not the same");
        }
        return password;
    }

    /** Where JDK 22 and later has a console without a terminal, that reads standard input. */
    @SuppressWarnings("SystemConsoleNull")
    private static String typed(String prompt) {
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        if (typed == null) {
            throw new CommandFailure("password: no terminal to ask on (expected: one, or --password-stdin)");
        }
        String password = new String(typed);
        Arrays.fill(typed, ' ');
        return password;
    }

    private static String line(Terminal terminal) {
        try {
            String line = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) {
                throw new CommandFailure("password: standard input is empty (expected: a line)");
            }
            return line;
        } catch (IOException error) {
            throw new CommandFailure("password: standard input cannot be read: " + error.getMessage(), error);
        }
    }
}
