package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A journal without room refuses, loses nothing, and goes on when there is room again. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SqliteFullTest {

    private static final long MAX_BYTES = 1 << 20;
    private static final Topic TOPIC = StoredJournal.TOPICS.get(0);
    private static final Topic OTHER = StoredJournal.TOPICS.get(1);

    @TempDir
    private Path folder;

    private StoredJournal stored;
    private SqliteJournal journal;
    private final List<String> acknowledged = new ArrayList<>();

    @BeforeEach
    void fill(Vertx vertx) {
        stored = new StoredJournal(vertx, folder);
        journal = stored.journal(MAX_BYTES, MAX_BYTES);
        await(journal.open());
    }

    @AfterEach
    void close() {
        await(journal.close());
    }

    @Test
    void shouldRefuseWhatItHasNoRoomForAndKeepTheRest() {
        fillUp();

        assertThatThrownBy(() -> append("y".repeat(20_000)))
                .isInstanceOf(StreamError.JournalUnavailable.class)
                .hasMessageContaining("no room")
                .hasCauseInstanceOf(SQLException.class);
        assertThatThrownBy(() -> await(journal.probe())).isInstanceOf(StreamError.JournalUnavailable.class);
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(1, acknowledged.size()));
        assertThat(messages()).isEqualTo(acknowledged);
    }

    @Test
    void shouldRefuseAllOfAnAppendOrNothing() {
        fillUp();

        assertThatThrownBy(() -> await(journal.append(List.of(
                        batch(TOPIC, 0, "small"), batch(OTHER, 0, "small"), batch(TOPIC, 0, "y".repeat(200_000))))))
                .isInstanceOf(StreamError.JournalUnavailable.class);

        assertThat(await(journal.extent(OTHER))).isEqualTo(Extent.EMPTY);
        assertThat(await(journal.topics(""))).containsExactly(TOPIC);
        assertThat(messages()).isEqualTo(acknowledged);
    }

    @Test
    void shouldGoOnWhenThereIsRoomAgain() {
        // Given
        fillUp();
        assertThatThrownBy(() -> append("y".repeat(20_000))).isInstanceOf(StreamError.JournalUnavailable.class);

        // When
        int removed = await(journal.trim(TOPIC, new TopicPolicy(0, 0, 5)));

        // Then
        await(journal.probe());
        append("after");
        List<String> kept = acknowledged.subList(removed, acknowledged.size());
        assertThat(messages()).isEqualTo(kept);

        // And what was refused does not come back
        await(journal.close());
        journal = stored.open();
        assertThat(messages()).isEqualTo(kept);
        assertThat(await(journal.extent(TOPIC)).last()).isEqualTo(acknowledged.size());
    }

    private void fillUp() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        append(i + "y".repeat(20_000));
                    }
                })
                .isInstanceOf(StreamError.JournalUnavailable.class);
        assertThat(acknowledged).hasSizeGreaterThan(20);
    }

    private void append(String message) {
        await(journal.append(List.of(batch(TOPIC, 0, message))));
        acknowledged.add(message);
    }

    private List<String> messages() {
        return entries(await(journal.read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE))).stream()
                .map(LogEntry::getMessage)
                .toList();
    }
}
