package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;

/** A folder with a journal in it, which tests fill, copy and damage. */
final class StoredJournal {

    static final List<Topic> TOPICS = List.of(new Topic("logs/a"), new Topic("logs/b"), new Topic("logs/c"));

    private static final long CHECK_BYTES = 64 << 20;

    private final Vertx vertx;
    private final Path folder;

    StoredJournal(Vertx vertx, Path folder) {
        this.vertx = vertx;
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path file() {
        return folder.resolve("journal.db");
    }

    Path log() {
        return folder.resolve("journal.db-wal");
    }

    SqliteJournal journal(long maxBytes, long checkBytes) {
        JournalBounds bounds = new JournalBounds(maxBytes, checkBytes, 100);
        return new SqliteJournal(vertx, folder, bounds, Clock.systemUTC(), new SplittableRandom(7));
    }

    SqliteJournal open() {
        SqliteJournal journal = journal(0, CHECK_BYTES);
        await(journal.open());
        return journal;
    }

    /** Some hundred blocks, half of them of several pages. */
    StoredJournal filled() {
        SqliteJournal journal = open();
        fill(journal, 40);
        await(journal.close());
        return this;
    }

    static void fill(SqliteJournal journal, int rounds) {
        for (int i = 0; i < rounds; i++) {
            for (Topic topic : TOPICS) {
                await(journal.append(List.of(batch(topic, 5), batch(topic, i, large(topic, i), "and small"))));
            }
        }
    }

    /** A text of some pages that is nowhere else in the file. */
    static String large(Topic topic, int round) {
        return topic + ", round " + round + ": " + "x".repeat(10_000 + round * 500);
    }

    /** What a process that is killed now would leave. */
    StoredJournal copyTo(Path other) throws IOException {
        Files.createDirectories(other);
        Files.copy(file(), other.resolve("journal.db"));
        if (Files.exists(log())) {
            Files.copy(log(), other.resolve("journal.db-wal"));
        }
        return new StoredJournal(vertx, other);
    }

    void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x40;
        Files.write(file, bytes);
    }

    void truncate(Path file, long length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
    }

    /** Everything the journal holds, by topic. */
    static Map<Topic, List<ByteBuffer>> contents(SqliteJournal journal) {
        Map<Topic, List<ByteBuffer>> contents = new TreeMap<>();
        for (Topic topic : TOPICS) {
            List<Block> blocks = await(journal.read(topic, 1, Long.MAX_VALUE, Integer.MAX_VALUE));
            contents.put(
                    topic,
                    blocks.stream()
                            .map(block -> ByteBuffer.wrap(block.frames().toBytes()))
                            .toList());
        }
        return contents;
    }

    /** Opens the journal, which must fail because it is damaged, and leave the files as they are. */
    AbstractThrowableAssert<?, ? extends Throwable> assertThatOpenFails(long checkBytes) throws IOException {
        List<ByteBuffer> before = bytes();
        AbstractThrowableAssert<?, ? extends Throwable> failure = assertThatThrownBy(
                        () -> await(journal(0, checkBytes).open()))
                .isInstanceOf(StreamError.JournalDamaged.class)
                .hasMessageContaining(file().toString());
        assertThat(bytes()).isEqualTo(before);
        return failure;
    }

    private List<ByteBuffer> bytes() throws IOException {
        List<ByteBuffer> bytes = new ArrayList<>();
        for (Path path : List.of(file(), log())) {
            bytes.add(ByteBuffer.wrap(Files.exists(path) ? Files.readAllBytes(path) : new byte[0]));
        }
        return bytes;
    }
}
