package dev.yamabiko.cli;

import dev.yamabiko.cli.terminal.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** A terminal in memory, and the commands that run in front of it. Pauses are not waited for, but noted. */
public final class Screen {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private InputStream in = InputStream.nullInputStream();
    private OutputStream target = out;
    private boolean shown;
    private int lines = 24;

    /** With this on standard input. */
    public Screen typing(String text) {
        in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** With this as standard input. */
    public Screen typing(InputStream stream) {
        in = stream;
        return this;
    }

    /** With this as standard output. */
    public Screen into(OutputStream stream) {
        target = stream;
        return this;
    }

    /** As if a person looked at standard output. */
    public Screen shown() {
        shown = true;
        return this;
    }

    /** With so many lines. */
    public Screen lines(int count) {
        lines = count;
        return this;
    }

    /** Runs a command; its exit code. */
    public int run(String... arguments) {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(in, target, errors, () -> false, () -> shown, () -> false, () -> lines, false);
        return YamabikoCommand.commandLine(terminal, new PausedClock(), new SplittableRandom(1), pauses::add)
                .execute(arguments);
    }

    /** Runs a command that calls a server; its exit code. */
    public int call(String server, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.add("--server");
        all.add(server);
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** What is on standard output. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The bytes on standard output. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    /** What is on standard error. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** As late as if the command had waited. */
    private final class PausedClock extends Clock {
        @Override
        public Instant instant() {
            Duration waited;
            synchronized (pauses) {
                waited = pauses.stream().reduce(Duration.ZERO, Duration::plus);
            }
            return Clock.systemUTC().instant().plus(waited);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** How long the command wanted to wait, each time. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
