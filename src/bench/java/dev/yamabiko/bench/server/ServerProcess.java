package dev.yamabiko.bench.server;

import dev.yamabiko.support.Await;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One process of a server: started, told lines, measured and ended from outside. Its output goes to a file. It never
 * outlives {@link #close}, nor this JVM. Used by one thread.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final String name;
    private final Process process;
    private final Path out;
    private final BufferedWriter in;
    private final Thread atExit;

    private ServerProcess(String name, Process process, Path out) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.in = process.outputWriter(StandardCharsets.US_ASCII);
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Runs a command; its output goes to a file of that name in the folder. */
    public static ServerProcess start(String name, Path folder, List<String> command) {
        try {
            Files.createDirectories(folder);
            Path out = folder.resolve(name + ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            return new ServerProcess(name, process, out);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Under which it was started. */
    public String name() {
        return name;
    }

    /** Whether it is a hub, not a peer. */
    public boolean isHub() {
        return name.startsWith("hub");
    }

    /** Waits until it has said this; fails at once when it ends instead. */
    public ServerProcess awaitSaid(String text) {
        return awaitSaid(text, STARTS_WITHIN);
    }

    /** Waits until it has said this, so long at most. */
    public ServerProcess awaitSaid(String text, Duration limit) {
        Await.until(text, limit, () -> said().contains(text) || !process.isAlive());
        if (!said().contains(text)) {
            throw new IllegalStateException(name + ": ended with " + process.exitValue() + ": " + said());
        }
        return this;
    }

    /** What it wrote so far. */
    public String said() {
        try {
            return Files.readString(out);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Writes a line to its standard input. */
    public void tell(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Processor time it has used, user and system, in nanoseconds; the kernel counts it in hundredths of a second. */
    public long cpuNanos() {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    /** Memory it holds, as the kernel counts it, in bytes. */
    public long residentBytes() {
        try {
            Matcher found = RSS.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
            if (!found.find()) {
                throw new IllegalStateException("server: has ended");
            }
            return 1_024 * Long.parseLong(found.group(1));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Runs a command of the JDK's {@code jcmd} in it. */
    public void jcmd(String... command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> words = new java.util.ArrayList<>(List.of(jcmd.toString(), Long.toString(process.pid())));
        words.addAll(List.of(command));
        try {
            Process tool = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                    .start();
            if (tool.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + String.join(" ", command) + ": see " + out);
            }
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("jcmd: interrupted", error);
        }
    }

    /** Asks it to stop, and ends it if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException error) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
