package dev.yamabiko.cli.chat;

import dev.yamabiko.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines in and out, as a script or a pipe has them. Read by one thread; shows what any thread says. */
final class ScriptPrompt implements Prompt {

    private final BufferedReader in;
    private final PrintWriter out;

    ScriptPrompt(Terminal terminal) {
        this.in = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        this.out = terminal.writer();
    }

    @Override
    public @Nullable String read() throws IOException {
        return in.readLine();
    }

    @Override
    public void show(String line) {
        out.println(line);
    }

    @Override
    public boolean wanted() {
        return !out.checkError();
    }
}
