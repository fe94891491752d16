package dev.yamabiko.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * The three standard streams of a command, and whether a person looks at them. All text is UTF-8. Thread-safe, apart
 * from the streams.
 *
 * @param in standard input
 * @param out standard output, unbuffered
 * @param err standard error, flushed after each line
 * @param inIsTyped whether standard input is a terminal
 * @param outIsShown whether standard output is a terminal
 * @param errIsShown whether standard error is a terminal
 * @param lines how many lines the terminal has
 * @param plain whether the person asked for no colours (https://no-color.org)
 */
public record Terminal(
        InputStream in,
        OutputStream out,
        PrintStream err,
        BooleanSupplier inIsTyped,
        BooleanSupplier outIsShown,
        BooleanSupplier errIsShown,
        IntSupplier lines,
        boolean plain) {

    private static final int USUAL_LINES = 24;

    /** The streams of this process. */
    public static Terminal ofProcess() {
        String noColor = System.getenv("NO_COLOR");
        return new Terminal(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                () -> isTerminal(0),
                () -> isTerminal(1),
                () -> isTerminal(2),
                Terminal::countLines,
                noColor != null && !noColor.isEmpty());
    }

    /** Says something to the person, on standard error; control characters are shown, not obeyed. */
    public void say(String text) {
        err.println(Escape.TEXT.apply(text));
    }

    /** A writer for standard output, flushed after each line. */
    public PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    /** POSIX answers with its command {@code stty size}, on the terminal at standard input. Without it: as usual. */
    private static int countLines() {
        ProcessBuilder size = new ProcessBuilder("stty", "size")
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            String said = new String(size.start().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            int lines = Integer.parseInt(said.strip().split(" ", -1)[0]);
            return lines > 0 ? lines : USUAL_LINES;
        } catch (IOException | NumberFormatException noTerminal) {
            return USUAL_LINES;
        }
    }

    /**
     * Java knows only about input and output together; POSIX answers with its command {@code test -t}. Without it: no.
     */
    private static boolean isTerminal(int descriptor) {
        ProcessBuilder test = new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return test.start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
