package dev.yamabiko.cli.logs;

import static dev.yamabiko.cli.Answers.enough;
import static dev.yamabiko.cli.Answers.entry;
import static dev.yamabiko.cli.Answers.positions;
import static dev.yamabiko.cli.Answers.resume;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code logs tail} asks for, and what it prints. */
class TailCommandTest {

    private final Screen screen = new Screen();
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
    void shouldAskForTheLastTenAndPrintThem() {
        hub.script(List.of(entry("a", 1), entry("b", 1)), null);

        assertThat(tail("--zone", "UTC")).isZero();

        assertThat(hub.requests())
                .containsExactly(LogStreamRequest.newBuilder()
                        .setTail(10)
                        .setHeartbeatSeconds(15)
                        .build());
        assertThat(screen.out())
                .isEqualTo("2024-05-01 12:00:00.001 INFO  a a 1\n2024-05-01 12:00:00.001 INFO  b b 1\n");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldAskForExactlyWhatThePersonWants() {
        hub.script(List.of(), null);

        assertThat(tail(
                        "--app",
                        "shop",
                        "--level",
                        "warning",
                        "--since",
                        "2024-05-01T12:00:00Z",
                        "--until",
                        "1714564801",
                        "--filter",
                        "a=b",
                        "--filter",
                        "disk, full",
                        "-n",
                        "3"))
                .isZero();

        assertThat(hub.requests())
                .containsExactly(LogStreamRequest.newBuilder()
                        .setApplication("shop")
                        .setLogLevel("WARN")
                        .setStartTimestamp(1_714_564_800_000L)
                        .setEndTimestamp(1_714_564_801_000L)
                        .addFilters("a=b")
                        .addFilters("disk, full")
                        .setTail(3)
                        .setHeartbeatSeconds(15)
                        .build());
    }

    @Test
    void shouldAskForEverythingWithAllOrSince() {
        hub.script(List.of(), null).script(List.of(), null);

        assertThat(tail("--all")).isZero();
        assertThat(tail("--since", "1h")).isZero();

        assertThat(hub.requests()).extracting(LogStreamRequest::getTail).containsExactly(0, 0);
    }

    @Test
    void shouldPrintMessagesByteForByte() {
        LogEntry odd =
                entry("a", 1).toBuilder().setMessage("\u001b[1m tab\t end \r").build();
        LogEntry empty = entry("a", 2).toBuilder().setMessage("").build();
        hub.script(List.of(odd, empty), null);

        assertThat(tail("--raw")).isZero();

        assertThat(screen.out()).isEqualTo("\u001b[1m tab\t end \r\n\n");
    }

    @Test
    void shouldProtectTheTerminalOfAPerson() {
        LogEntry odd = entry("a", 1).toBuilder().setMessage("\u001b[1m").build();
        hub.script(List.of(odd), null).script(List.of(odd), null).script(List.of(odd), null);
        screen.shown();

        tail("--raw");
        tail("--json");
        tail("--color", "never");

        assertThat(screen.out()).doesNotContain("\u001b");
    }

    @Test
    void shouldUseColorsOnATerminalOrWhenTold() {
        hub.script(List.of(entry("a", 1)), null)
                .script(List.of(entry("a", 1)), null)
                .script(List.of(entry("a", 1)), null);

        tail();
        assertThat(screen.out()).doesNotContain("\u001b");
        tail("--color", "always");
        assertThat(screen.out()).contains("\u001b[32mINFO ");
        Screen terminal = new Screen().shown();
        terminal.run("logs", "tail", "--server", hub.address());
        assertThat(terminal.out()).contains("\u001b[32mINFO ");
    }

    @Test
    void shouldFollowOnlyWhatIsNew() {
        hub.script(List.of(positions("logs/a", 3, "logs/b", 8), entry("b", 9)), null)
                .script(List.of(entry("a", 4)), enough());

        tail("-f", "-n", "0", "--raw", "--level", "INFO");

        assertThat(screen.out()).isEqualTo("a 4\n");
        assertThat(hub.requests())
                .containsExactly(
                        LogStreamRequest.newBuilder()
                                .setTail(1)
                                .setHeartbeatSeconds(15)
                                .build(),
                        LogStreamRequest.newBuilder()
                                .setFollow(true)
                                .setLogLevel("INFO")
                                .setHeartbeatSeconds(15)
                                .setResume(resume("e1", "logs/a", 3, "logs/b", 9))
                                .build());
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsAnyMore() {
        hub.script(stream -> LongStream.rangeClosed(1, 5_000).forEach(i -> stream.onNext(entry("a", i))));
        OutputStream head = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        assertThat(screen.into(head).run("logs", "tail", "-f", "--server", hub.address()))
                .isZero();

        assertThat(screen.err()).isEmpty();
    }

    @Test
    void shouldSayThatTheOutputCannotBeWritten() {
        hub.script(List.of(entry("a", 1)), null);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThat(screen.into(full).run("logs", "tail", "--server", hub.address()))
                .isEqualTo(1);

        assertThat(screen.err()).isEqualTo("yamabiko: cannot write to standard output: No space left on device\n");
    }

    private int tail(String... arguments) {
        return screen.call(hub.address(), "logs tail", arguments);
    }
}
