package dev.yamabiko.cli.view;

import dev.yamabiko.cli.terminal.ColorMode;
import dev.yamabiko.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of commands that show a table. For one command. */
public final class ViewOptions {

    @Option(
            names = {"-w", "--watch"},
            description = "Go on with what changes: in place on a terminal, else line by line.")
    private boolean watch;

    @Option(names = "--json", description = "Print a JSON object a line, with all there is.")
    private boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto, which honours NO_COLOR).")
    private ColorMode color = ColorMode.AUTO;

    /** Whether to go on with what changes. */
    public boolean watch() {
        return watch;
    }

    /** Whether to print JSON. */
    public boolean json() {
        return json;
    }

    /** An empty table. */
    public Table table(Terminal terminal, String... headings) {
        return new Table(color.colors(terminal), List.of(headings));
    }
}
