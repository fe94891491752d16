package dev.yamabiko.cli.logs;

import static dev.yamabiko.cli.Answers.draining;
import static dev.yamabiko.cli.Answers.enough;
import static dev.yamabiko.cli.Answers.entry;
import static dev.yamabiko.cli.Answers.error;
import static dev.yamabiko.cli.Answers.positions;
import static dev.yamabiko.cli.Answers.resume;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.cli.Wire;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.proto.log.v1.LogStreamRequest;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code logs tail} does when the connection, the hub or the history goes away. */
class TailResumeTest {

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
    void shouldGoOnAfterTheLastEntryOfEachApplicationWhenTheHubDrains() {
        hub.script(
                        List.of(positions("logs/a", 4, "logs/b", 7, "logs/quiet", 2), entry("a", 5), entry("b", 8)),
                        draining())
                .script(List.of(entry("a", 6)), draining())
                .script(List.of(entry("b", 9)), enough());

        assertThat(tail("-f", "--raw", "-n", "2", "--filter", "x")).isEqualTo(1);

        assertThat(screen.out()).isEqualTo("a 5\nb 8\na 6\nb 9\n");
        LogStreamRequest again = LogStreamRequest.newBuilder()
                .setFollow(true)
                .addFilters("x")
                .setHeartbeatSeconds(15)
                .setResume(resume("e1", "logs/a", 5, "logs/b", 8, "logs/quiet", 2))
                .build();
        assertThat(hub.requests())
                .containsExactly(
                        again.toBuilder().setTail(2).clearResume().build(),
                        again,
                        again.toBuilder()
                                .setResume(resume("e1", "logs/a", 6, "logs/b", 8, "logs/quiet", 2))
                                .build());
        assertThat(screen.err())
                .isEqualTo(("draining (UNAVAILABLE); trying again\n" + "connected to " + hub.address()
                                        + " again, going on where it stopped\n")
                                .repeat(2)
                        + "yamabiko: enough (PERMISSION_DENIED)\n");
        assertThat(screen.pauses()).hasSize(2);
    }

    @Test
    void shouldGoOnAfterAHeartbeatsOffset() {
        LogEntry heartbeat =
                LogEntry.newBuilder().setHeartbeat(true).setOffset(41).build();
        hub.script(List.of(entry("a", 5), heartbeat), draining()).script(List.of(entry("a", 42)), enough());

        tail("-f", "--raw", "--app", "a");

        assertThat(hub.requests().get(1).getResume()).isEqualTo(resume("e1", "logs/a", 41));
        assertThat(screen.out()).isEqualTo("a 5\na 42\n");
    }

    @Test
    void shouldAskTheSameAgainWhenNothingHadComeYet() {
        hub.script(List.of(), draining()).script(List.of(entry("a", 1)), enough());

        tail("-f", "--app", "a", "-n", "5");

        assertThat(hub.requests().get(1)).isEqualTo(hub.requests().get(0));
    }

    @Test
    void shouldFinishAHistoryThatWasInterrupted() {
        hub.script(List.of(entry("a", 1)), draining()).script(List.of(entry("a", 2)), null);

        assertThat(tail("--all", "--raw", "--app", "a")).isZero();

        assertThat(screen.out()).isEqualTo("a 1\na 2\n");
    }

    @Test
    void shouldGoOnAfterTheConnectionIsCut() throws IOException {
        List<LogEntry> first =
                LongStream.rangeClosed(1, 20_000).mapToObj(i -> entry("a", i)).toList();
        try (Wire wire = new Wire(hub.port())) {
            OutputStream cutter = new OutputStream() {
                private int lines;

                @Override
                public void write(int b) {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) {
                    for (int i = from; i < from + length; i++) {
                        lines += bytes[i] == '\n' ? 1 : 0;
                    }
                    if (lines == 20_000) {
                        wire.cut();
                    }
                }
            };
            hub.script(stream -> first.forEach(stream::onNext)).script(List.of(entry("a", 20_001)), enough());

            assertThat(screen.into(cutter).run("logs", "tail", "-f", "--app", "a", "--server", wire.address()))
                    .isEqualTo(1);

            assertThat(hub.requests().get(1).getResume()).isEqualTo(resume("e1", "logs/a", 20_000));
            assertThat(screen.err())
                    .startsWith(
                            wire.address() + " closed the connection; trying again\nconnected to " + wire.address());
        }
    }

    @Test
    void shouldGiveUpWhenTheHubDoesNotComeBack() {
        hub.script(stream -> {
            stream.onNext(entry("a", 1));
            hub.close();
        });

        assertThat(tail("-f", "--app", "a")).isEqualTo(1);

        assertThat(screen.err()).endsWith("yamabiko: cannot reach " + hub.address() + ": connection refused\n");
        assertThat(screen.err().lines()).hasSize(2);
        assertThat(screen.pauses()).hasSize(300);
    }

    @Test
    void shouldSayAtOnceThatTheHubIsNotThere() {
        hub.close();

        assertThat(tail("-f")).isEqualTo(1);

        assertThat(screen.err()).isEqualTo("yamabiko: cannot reach " + hub.address() + ": connection refused\n");
        assertThat(screen.pauses()).isEmpty();
    }

    @Test
    void shouldWaitAsLongAsTheHubAsks() {
        RetryInfo sevenSeconds = RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(7))
                .build();
        hub.script(List.of(), error(Status.Code.RESOURCE_EXHAUSTED, "too many readers", sevenSeconds))
                .script(List.of(entry("a", 1)), null);

        assertThat(tail("--raw")).isZero();

        assertThat(screen.pauses()).hasSize(1).allMatch(pause -> pause.toSeconds() == 7);
        assertThat(screen.err()).startsWith("too many readers (RESOURCE_EXHAUSTED); trying again\n");
    }

    @Test
    void shouldSayWhatWasLostWhenHistoryHasExpired() {
        StatusException expired = error(
                Status.Code.OUT_OF_RANGE,
                "history expired",
                ErrorInfo.newBuilder()
                        .setReason("HISTORY_EXPIRED")
                        .putMetadata("topic", "logs/a")
                        .putMetadata("epoch", "e1")
                        .putMetadata("earliest_offset", "101")
                        .build());
        LogEntry gap = LogEntry.newBuilder()
                .setHeartbeat(true)
                .setOffset(100)
                .setSkipped(95)
                .build();
        hub.script(List.of(entry("a", 5)), draining())
                .script(List.of(), expired)
                .script(List.of(gap, entry("a", 101)), enough());

        assertThat(tail("-f", "--raw", "--app", "a")).isEqualTo(1);

        assertThat(screen.out()).isEqualTo("a 5\na 101\n");
        assertThat(hub.requests().get(2).getResume())
                .isEqualTo(
                        resume("e1", "logs/a", 5).toBuilder().setSkipGap(true).build());
        assertThat(screen.err())
                .contains("history expired: of logs/a the hub keeps nothing before offset 101,"
                        + " and 5 was the last one seen")
                .contains("95 entries were lost: the hub kept them no longer");
    }

    @Test
    void shouldReadAnotherHistoryFromItsBeginning() {
        StatusException other = error(
                Status.Code.OUT_OF_RANGE,
                "another history",
                ErrorInfo.newBuilder()
                        .setReason("HISTORY_EXPIRED")
                        .putMetadata("topic", "logs/a")
                        .putMetadata("epoch", "e2")
                        .putMetadata("earliest_offset", "1")
                        .build());
        hub.script(List.of(entry("a", 5)), draining())
                .script(List.of(), other)
                .script(List.of(entry("a", 1)), enough());

        tail("-f", "--raw", "--app", "a");

        assertThat(hub.requests().get(2).getResume())
                .isEqualTo(Resume.newBuilder().setEpoch("e2").setSkipGap(true).build());
        assertThat(hub.requests().get(2).getTail()).isZero();
        assertThat(screen.out()).isEqualTo("a 5\na 1\n");
        assertThat(screen.err()).contains("the hub's history is another one now (epoch e2)");
    }

    private int tail(String... arguments) {
        return screen.call(hub.address(), "logs tail", arguments);
    }
}
