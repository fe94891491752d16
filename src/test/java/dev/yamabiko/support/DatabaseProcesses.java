package dev.yamabiko.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a PostgreSQL server, by their ids: its postmaster and whatever that has started. */
final class DatabaseProcesses {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ProcessHandle postmaster;

    private DatabaseProcesses(ProcessHandle postmaster) {
        this.postmaster = postmaster;
    }

    /** The ones that serve a data folder. */
    static DatabaseProcesses of(Path data) {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            return new DatabaseProcesses(ProcessHandle.of(pid).orElseThrow());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** The postmaster first: it starts none while the others are stopped. */
    void freeze() {
        signal("STOP", List.of(postmaster));
        signal("STOP", postmaster.descendants().toList());
    }

    void thaw() {
        signal("CONT", all());
    }

    void kill() {
        if (!postmaster.isAlive()) {
            return;
        }
        freeze();
        List<ProcessHandle> all = all();
        signal("KILL", all);
        all.forEach(DatabaseProcesses::awaitEnd);
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private static void awaitEnd(ProcessHandle process) {
        Await.until("end of process " + process.pid(), LIMIT, () -> !process.isAlive() || isUnclaimed(process));
    }

    /** One that has ended, but whose parent, or who adopted it, has not asked for it yet; only Linux tells. */
    private static boolean isUnclaimed(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException unknown) {
            return false;
        }
    }

    /** One that has ended meanwhile is no matter. */
    private static void signal(String name, List<ProcessHandle> to) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        to.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            tool.getInputStream().readAllBytes();
            tool.waitFor();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError(error);
        }
    }
}
