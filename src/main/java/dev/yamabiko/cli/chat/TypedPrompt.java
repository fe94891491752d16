package dev.yamabiko.cli.chat;

import java.io.IOException;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/**
 * A line that a person types, with what others say above it and how things are below. Read by one thread; shows what
 * any thread says.
 */
final class TypedPrompt implements Prompt {

    private final Terminal terminal;
    private final LineReader reader;
    private final String prompt;
    private final @Nullable Status status;

    /** On the terminal of this process; {@code name}: who types. */
    TypedPrompt(String name) throws IOException {
        this.terminal = TerminalBuilder.builder().system(true).build();
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .build();
        this.prompt = new AttributedStringBuilder()
                .append(name + "> ", AttributedStyle.BOLD)
                .toAnsi(terminal);
        this.status = Status.getStatus(terminal);
    }

    @Override
    public @Nullable String read() {
        try {
            return reader.readLine(prompt);
        } catch (UserInterruptException | EndOfFileException left) {
            return null;
        }
    }

    @Override
    public void show(String line) {
        reader.printAbove(AttributedString.fromAnsi(line));
    }

    @Override
    public void status(String line) {
        if (status != null) {
            int room = Math.max(1, terminal.getWidth() - 1);
            status.update(
                    List.of(new AttributedString(line, AttributedStyle.DEFAULT.faint()).columnSubSequence(0, room)));
        }
    }

    @Override
    public String typed() {
        return reader.getBuffer().toString();
    }

    @Override
    public void close() throws IOException {
        if (status != null) {
            status.update(List.of());
            status.close();
        }
        terminal.close();
    }
}
