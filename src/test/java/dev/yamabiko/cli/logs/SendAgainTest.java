package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.yamabiko.cli.Answers;
import dev.yamabiko.cli.FakeHub;
import dev.yamabiko.cli.Screen;
import dev.yamabiko.cli.Wire;
import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.Await;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code logs send} does when a node does not say that lines are stored. */
@Timeout(60)
class SendAgainTest {

    private static final java.time.Duration LIMIT = java.time.Duration.ofSeconds(20);

    private final StatusException full =
            Answers.error(Status.Code.UNAVAILABLE, "the disk is full", RetryInfo.getDefaultInstance());

    private final Screen screen = new Screen();
    private FakeHub hub;
    private FakeHub other;

    @BeforeEach
    void start() throws IOException {
        hub = new FakeHub();
        other = new FakeHub();
    }

    @AfterEach
    void stop() {
        hub.close();
        other.close();
    }

    @Test
    void shouldSendTheSameLinesWithTheSameKeyToTheNextServer() {
        hub.refusing(2, full);
        screen.typing("one\ntwo\nthree\n");

        assertThat(send(hub.address() + "," + other.address())).isZero();

        assertThat(messages(other)).containsExactly("one", "two", "three");
        assertThat(hub.keys()).hasSize(1).doesNotContain("");
        assertThat(other.keys()).isEqualTo(hub.keys());
        assertThat(screen.err()).isEqualTo("the disk is full (UNAVAILABLE); sending again\n");
        assertThat(screen.out()).startsWith("sent 3 entries, 3 stored, 0 rejected");
        assertThat(screen.pauses()).hasSize(1);
    }

    @Test
    void shouldGoWhereADrainingNodeSendsItAndWhenItSays() {
        StatusException draining = Answers.error(
                Status.Code.UNAVAILABLE,
                "draining",
                ErrorInfo.newBuilder()
                        .setReason("DRAINING")
                        .putMetadata("nodes", other.address())
                        .build(),
                RetryInfo.newBuilder()
                        .setRetryDelay(Duration.newBuilder().setSeconds(3))
                        .build());
        hub.refusing(1, draining);
        screen.typing("one\n");

        assertThat(send(hub.address())).isZero();

        assertThat(messages(other)).containsExactly("one");
        assertThat(screen.pauses()).hasSize(1).allMatch(pause -> pause.toSeconds() == 3);
    }

    @Test
    void shouldSendAgainAfterTheConnectionBroke() throws Exception {
        try (Wire wire = new Wire(hub.port())) {
            hub.answering(entries -> {
                if (hub.keys().size() == 1) {
                    wire.cut();
                }
                return stored(entries);
            });
            screen.typing("first\n");

            assertThat(send(wire.address())).isZero();

            assertThat(hub.keys()).hasSize(2);
            assertThat(hub.keys().get(0)).isEqualTo(hub.keys().get(1));
            assertThat(screen.out()).startsWith("sent 1 entries, 1 stored");
        }
    }

    @Test
    void shouldGiveUpWhenItHasTriedForLongEnough() {
        hub.refusing(1, full);
        screen.typing("one\n");

        assertThat(send(hub.address())).isEqualTo(1);

        assertThat(screen.err())
                .isEqualTo("the disk is full (UNAVAILABLE); sending again\n"
                        + "yamabiko: the disk is full (UNAVAILABLE); 1 entries of stdin were sent,"
                        + " but the hub has not said that they are stored\n");
        assertThat(hub.keys().stream().distinct()).hasSize(1);
        assertThat(screen.pauses().stream()
                        .mapToLong(java.time.Duration::toMillis)
                        .sum())
                .isBetween(40_000L, 60_000L);
    }

    @Test
    void shouldTryForAsLongAsItIsTold() {
        hub.refusing(1, full);
        screen.typing("one\n");

        assertThat(send(hub.address(), "--retry-for", "0s")).isEqualTo(1);

        assertThat(hub.keys()).hasSize(1);
        assertThat(screen.pauses()).isEmpty();
    }

    @Test
    void shouldSendAgainOnlyWhatIsNotStored() throws Exception {
        // Given: a source that pauses, so that its first line is stored
        PipedOutputStream writer = new PipedOutputStream();
        screen.typing(new PipedInputStream(writer));
        FutureTask<Integer> code = new FutureTask<>(() -> send(hub.address() + "," + other.address()));
        new Thread(code, "send").start();
        writer.write("first\n".getBytes(StandardCharsets.UTF_8));
        writer.flush();
        Await.until("the first line is stored", LIMIT, () -> hub.answered() == 1);

        // When
        hub.refusing(1, full);
        writer.write("second\n".getBytes(StandardCharsets.UTF_8));
        writer.close();

        // Then
        assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(messages(other)).containsExactly("second");
        assertThat(hub.keys()).hasSize(2).doesNotHaveDuplicates();
        assertThat(screen.out()).startsWith("sent 2 entries, 2 stored");
    }

    @Test
    void shouldKeepFewLinesAndNumberThemAllTheSame() {
        hub.answering(entries -> stored(entries).toBuilder()
                .setIndexedCount(entries.size() - 1)
                .setRejectedCount(1)
                .setStatus("PARTIAL")
                .addErrors("entry 2: level: unknown")
                .build());
        screen.typing(("x".repeat(1_000) + "\n").repeat(10_000));

        assertThat(send(hub.address())).isEqualTo(1);

        assertThat(hub.collected()).hasSize(10_000);
        assertThat(hub.keys()).hasSizeGreaterThan(2).doesNotHaveDuplicates();
        assertThat(screen.err().lines().toList().get(0)).isEqualTo("stdin: entry 2: level: unknown");
        assertThat(screen.err().lines().toList().get(1)).matches("stdin: entry \\d{4,5}: level: unknown");
    }

    private int send(String servers, String... more) {
        return screen.call(servers, "logs send", more);
    }

    private static LogCollectionResult stored(List<LogEntry> entries) {
        return LogCollectionResult.newBuilder()
                .setTotalReceived(entries.size())
                .setIndexedCount(entries.size())
                .setStatus("OK")
                .build();
    }

    private static List<String> messages(FakeHub hub) {
        return hub.collected().stream().map(LogEntry::getMessage).toList();
    }
}
