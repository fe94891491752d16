package dev.yamabiko.chaos.rig;

import dev.yamabiko.support.Await;
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
 * One process of a hub: started, watched, hurt and ended from outside. Its output goes to files, which stay. It never
 * outlives {@link #close}, nor this JVM. Used by one thread.
 */
public final class HubProcess implements AutoCloseable {

    private static final String READY = "ready on ";
    private static final Duration TOOL = Duration.ofSeconds(30);
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern LIVE = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private final Process process;
    private final Path out;
    private final Path err;
    private final Thread atExit;

    private HubProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Runs a command; its output goes to files in the folder. */
    static HubProcess launch(List<String> command, Path folder) {
        int number = 1;
        while (Files.exists(folder.resolve("hub-" + number + ".out"))) {
            number++;
        }
        Path out = folder.resolve("hub-" + number + ".out");
        Path err = folder.resolve("hub-" + number + ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new HubProcess(process, out, err);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Waits for the ready line; fails at once when the process ends instead. */
    public void awaitReady(Duration limit) {
        Await.until("hub ready", limit, () -> ready() || !process.isAlive());
        if (!ready()) {
            throw new AssertionError("hub ended with exit code " + process.exitValue() + ": " + errors());
        }
    }

    /** True once the ready line was printed. */
    public boolean ready() {
        return output().contains(READY);
    }

    /** True while it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** What it wrote to standard output so far. */
    public String output() {
        return read(out);
    }

    /** What it wrote to standard error so far. */
    public String errors() {
        return read(err);
    }

    /** {@code kill -9}; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(TOOL);
    }

    /** {@code SIGTERM}: asks it to stop. */
    public void terminate() {
        process.destroy();
    }

    /** {@code SIGSTOP}: it stands still until {@link #thaw}. */
    public void freeze() {
        run("sh", "-c", "kill -STOP " + pid());
    }

    /** {@code SIGCONT}: it goes on. */
    public void thaw() {
        run("sh", "-c", "kill -CONT " + pid());
    }

    /** Waits for its end. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("hub: still running after " + limit.toMillis() + " ms");
            }
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError("hub: interrupted while it was to end", error);
        }
        return process.exitValue();
    }

    /** Memory it holds, as the kernel counts it, in bytes. */
    public long residentBytes() {
        return 1_024 * number(RSS, read(Path.of("/proc", pid(), "status")));
    }

    /** Processor time it has used. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Bytes of its heap that are alive, after a full collection. */
    public long liveHeapBytes() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return number(LIVE, run(jcmd, pid(), "GC.class_histogram"));
    }

    /** Ends it, whatever state it is in. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(TOOL.toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }

    private String pid() {
        return Long.toString(process.pid());
    }

    /** Runs a command to its end. */
    static String run(String... command) {
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!tool.waitFor(TOOL.toMillis(), TimeUnit.MILLISECONDS) || tool.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
            return said;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError(error);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError(pattern + ": not in " + text);
        }
        return Long.parseLong(found.group(1));
    }
}
