package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a command of the built jar has said, as a person who runs it sees it. Immutable.
 *
 * @param code how it ended
 * @param out standard output
 * @param err standard error
 */
public record Command(int code, String out, String err) {

    private static final long SECONDS = 30;

    /** Runs one in a folder that is the home of whoever runs it, with this on standard input. */
    public static Command run(Path home, String typed, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                HubNode.jar().toString()));
        command.addAll(List.of(arguments));
        Path out = home.resolve("command.out");
        Path err = home.resolve("command.err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("XDG_CONFIG_HOME", home.toString());
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(typed.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", arguments) + ": still running");
            }
            return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError(error);
        }
    }
}
