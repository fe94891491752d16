package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.Answers;
import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import io.grpc.Status;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendCommandTest {

    private final Screen screen = new Screen();

    @TempDir
    private Path folder;

    private FakeHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void shouldSendTheLinesOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("app.v1.log"), "2024-05-01T12:00:00Z WARN a\r\n\nlast");

        int code = send(file.toString());

        assertThat(code).isZero();
        assertThat(hub.collected())
                .containsExactly(
                        entry(1).setTimestamp(1_714_564_800_000L)
                                .setLevel("WARN")
                                .setMessage("2024-05-01T12:00:00Z WARN a\r")
                                .build(),
                        entry(2).build(),
                        entry(3).setMessage("last").build());
        assertThat(screen.out()).matches("sent 3 entries, 3 stored, 0 rejected in \\d+\\.\\d s \\([\\d,]+/s\\)\n");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldSendStandardInput() {
        screen.typing("one\ntwo\n");

        assertThat(send("--app", "shop", "--level", "error", "-")).isZero();

        assertThat(hub.collected())
                .containsExactly(
                        LogEntry.newBuilder()
                                .setApplication("shop")
                                .setLevel("ERROR")
                                .setMessage("one")
                                .build(),
                        LogEntry.newBuilder()
                                .setApplication("shop")
                                .setLevel("ERROR")
                                .setMessage("two")
                                .build());
    }

    @Test
    void shouldSendNothing() {
        assertThat(send()).isZero();

        assertThat(hub.collected()).isEmpty();
        assertThat(screen.out()).startsWith("sent 0 entries, 0 stored, 0 rejected");
    }

    @Test
    void shouldSendSeveralFilesOneAfterTheOther() throws IOException {
        Path a = Files.writeString(folder.resolve("a.log"), "1\n2\n");
        Path b = Files.writeString(folder.resolve("b"), "3\n");

        assertThat(send(a.toString(), b.toString(), "--quiet")).isZero();

        assertThat(hub.collected()).extracting(LogEntry::getApplication).containsExactly("a", "a", "b");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void shouldSendManyEntriesInOrder() {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 50_000; i++) {
            lines.append("line ").append(i).append('\n');
        }
        screen.typing(lines.toString());

        assertThat(send()).isZero();

        assertThat(hub.collected()).hasSize(50_000);
        for (int i = 1; i <= 50_000; i++) {
            assertThat(hub.collected().get(i - 1).getMessage()).isEqualTo("line " + i);
            i += 997;
        }
    }

    @Test
    void shouldSendALineWhenItComesNotWhenABatchIsFull() throws Exception {
        PipedOutputStream writer = new PipedOutputStream();
        screen.typing(new PipedInputStream(writer));
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(this::send);

        writer.write("first\n".getBytes(StandardCharsets.UTF_8));
        writer.flush();
        while (hub.collected().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        writer.close();

        assertThat(code.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void shouldListWhatIsRejected() {
        hub.answering(entries -> LogCollectionResult.newBuilder()
                .setTotalReceived(2)
                .setIndexedCount(1)
                .setRejectedCount(1)
                .setStatus("PARTIAL")
                .addErrors("entry 2: application: \u001b (expected: no control characters)")
                .build());
        screen.typing("one\ntwo\n");

        assertThat(send()).isEqualTo(1);

        assertThat(screen.err()).isEqualTo("stdin: entry 2: application: \\x1b (expected: no control characters)\n");
        assertThat(screen.out()).startsWith("sent 2 entries, 1 stored, 1 rejected");
    }

    @Test
    void shouldRejectJsonLinesThatAreNone() {
        screen.typing("{\"message\":\"a\"}\nno\n" + "[]\n".repeat(30));

        assertThat(send("--json")).isEqualTo(1);

        assertThat(hub.collected()).extracting(LogEntry::getMessage).containsExactly("a");
        assertThat(screen.err())
                .startsWith("stdin: line 2: no JSON: Unrecognized token 'no'")
                .endsWith("... and 11 more were rejected\n");
        assertThat(screen.out()).startsWith("sent 1 entries, 1 stored, 31 rejected");
    }

    @Test
    void shouldRejectALineThatIsTooLongAndSendTheOthers() {
        screen.typing("a\n" + "x".repeat(3_000_000) + "\nb\n");

        assertThat(send()).isEqualTo(1);

        assertThat(hub.collected()).extracting(LogEntry::getMessage).containsExactly("a", "b");
        assertThat(screen.err()).isEqualTo("stdin: line 2: 3,000,000 bytes (expected: at most 1,048,576)\n");
    }

    @Test
    void shouldTellOfLinesThatAreNoUtf8() {
        screen.typing(new java.io.ByteArrayInputStream("caf\u00e9\nb\n".getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(send()).isZero();

        assertThat(hub.collected()).extracting(LogEntry::getMessage).containsExactly("caf\ufffd", "b");
        assertThat(screen.err()).startsWith("lines that are not UTF-8: 1 ");
    }

    @Test
    void shouldSayThatAFileIsNotThere() {
        assertThat(send(folder.resolve("no.log").toString())).isEqualTo(1);
        assertThat(send(folder.toString())).isEqualTo(1);

        assertThat(screen.err().lines())
                .containsExactly(
                        "yamabiko: cannot read " + folder.resolve("no.log") + ": no such file",
                        "yamabiko: cannot read " + folder + ": it is a folder");
    }

    @Test
    void shouldSayThatTheHubIsNotThere() {
        hub.close();
        screen.typing("a\n");

        assertThat(send()).isEqualTo(1);

        assertThat(screen.err()).isEqualTo("yamabiko: cannot reach " + hub.address() + ": connection refused\n");
        assertThat(screen.out()).isEmpty();
    }

    @Test
    void shouldSayAtOnceWhyTheHubRefuses() {
        hub.refusing(10, Answers.error(Status.Code.PERMISSION_DENIED, "not yours"));
        screen.typing("line\n".repeat(1_000_000));

        assertThat(send()).isEqualTo(1);

        assertThat(screen.err())
                .startsWith("yamabiko: not yours (PERMISSION_DENIED); ")
                .endsWith("entries of stdin were sent, but the hub has not said that they are stored\n");
        assertThat(screen.pauses()).isEmpty();
    }

    private static LogEntry.Builder entry(int line) {
        return LogEntry.newBuilder()
                .setApplication("app.v1")
                .setSourceFile("app.v1.log")
                .setLineNumber(line);
    }

    private int send(String... arguments) {
        return screen.call(hub.address(), "logs send", arguments);
    }
}
