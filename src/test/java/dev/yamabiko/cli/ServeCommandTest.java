package dev.yamabiko.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process that {@code yamabiko serve} is: what it prints, and how it ends. */
class ServeCommandTest {

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldSayThatItIsReadyServeAndStopInOrderOnSigterm() throws Exception {
        Process hub = serve("--port", "0", "--data", folder.toString());
        String ready = ready(hub);
        assertThat(ready).contains("127.0.0.1:", folder.toRealPath().toString());
        String address = "127.0.0.1:" + ready.replaceFirst(".*127\\.0\\.0\\.1:(\\d+).*", "$1");
        Screen screen = new Screen().typing("2024-05-01T12:00:00Z WARN one\ntwo\n");

        assertThat(screen.call(address, "logs send", "--app", "a")).isZero();
        assertThat(screen.call(address, "logs tail", "--app", "a", "--raw")).isZero();
        hub.destroy();

        assertThat(screen.out()).endsWith("2024-05-01T12:00:00Z WARN one\ntwo\n");
        assertThat(hub.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(hub.exitValue()).isZero();
    }

    @Test
    void shouldSayInOneLineThatThePortIsInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(other.getLocalPort());

            Process hub = serve("--port", port, "--data", folder.toString());

            assertThat(failure(hub))
                    .isEqualTo("yamabiko: cannot listen on 127.0.0.1:" + port + ": address already in use");
        }
    }

    @Test
    void shouldSayInOneLineThatTheDataFolderIsNone() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(failure(serve("--port", "0", "--data", file.toString())))
                .startsWith("yamabiko: ")
                .contains(file.toString());
    }

    @Test
    void shouldSayInOneLineThatTheDatabaseIsNoneAndNoPassword() throws Exception {
        String database = "postgresql://hub:secret@localhost:none/yamabiko";

        assertThat(failure(serve("--port", "0", "--data", folder.toString(), "--database", database)))
                .isEqualTo("yamabiko: journal.database: not usable"
                        + " (expected: postgresql://user:password@host:port/name)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            --port   ~ 99999   ~ yamabiko: port: 99999 (expected: 0 to 65535)
            --config ~ no.yaml ~ yamabiko: no.yaml: cannot be read (expected: a readable YAML file)
            """)
    void shouldSayInOneLineWhatIsWrongInTheConfiguration(String option, String value, String error) {
        Screen screen = new Screen();

        assertThat(screen.run("serve", option, value)).isEqualTo(1);

        assertThat(screen.err()).isEqualTo(error + "\n");
    }

    @Test
    void shouldNotOpenToOthersWhatIsNotClosed() {
        Screen screen = new Screen();

        assertThat(screen.run("serve", "--host", "0.0.0.0")).isEqualTo(1);

        assertThat(screen.err())
                .isEqualTo("yamabiko: host: 0.0.0.0 without auth and TLS"
                        + " (expected: --tls and --auth, or 127.0.0.1, or --insecure)\n");
    }

    @Test
    void shouldAskForTokensWhereItIsToldTo() {
        Screen screen = new Screen();

        assertThat(screen.run("serve", "--host", "0.0.0.0", "--auth")).isEqualTo(1);

        assertThat(screen.err()).startsWith("yamabiko: host: 0.0.0.0 without TLS (expected: ");
    }

    private Process serve(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // as the manifest of the jar says
                "-cp",
                System.getProperty("java.class.path"),
                "dev.yamabiko.Main",
                "serve"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** The first line that is no log line. */
    private static String ready(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.startsWith("yamabiko ready")) {
            line = out.readLine();
        }
        return line;
    }

    private String failure(Process process) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        List<String> lines = Files.readAllLines(folder.resolve("err.txt"));
        assertThat(lines).as("one line, no trace").hasSize(1);
        return lines.get(0);
    }
}
