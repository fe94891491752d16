package dev.yamabiko.cli.view;

import dev.yamabiko.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.List;

/**
 * Lines that change: drawn in place on a terminal, else printed one time after the other, their headings only where
 * those have changed. Lines that are too long for the terminal are cut by it, so that their number is known. For one
 * thread.
 */
public final class LiveView {

    private static final String UP = "\u001b[";
    private static final String AND_CLEAR = "A\u001b[J";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";

    private final PrintWriter out;
    private final boolean inPlace;
    private int drawn;
    private String heading = "";

    /** Writes to this terminal. */
    public LiveView(Terminal terminal) {
        this.out = terminal.writer();
        this.inPlace = terminal.outIsShown().getAsBoolean();
    }

    /** Shows rows under a heading, in place of those before where it can; no heading: empty. */
    public void show(String headingNow, List<String> rows) {
        StringBuilder text = new StringBuilder();
        if (inPlace) {
            text.append(drawn == 0 ? "" : UP + drawn + AND_CLEAR).append(NO_WRAP);
            drawn = rows.size() + (headingNow.isEmpty() ? 0 : 1);
        }
        if (!headingNow.isEmpty() && (inPlace || !headingNow.equals(heading))) {
            text.append(headingNow).append('\n');
        }
        heading = headingNow;
        rows.forEach(line -> text.append(line).append('\n'));
        text.append(inPlace ? WRAP : "");
        out.print(text);
        out.flush();
    }

    /** False once nobody takes what is shown, as when a pager has been left. */
    public boolean wanted() {
        return !out.checkError();
    }
}
