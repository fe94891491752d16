package dev.yamabiko.storage;

import static dev.yamabiko.support.Answer.await;
import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.offsets;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IdempotencyKey;
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import dev.yamabiko.support.Database;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes that keep one journal together. */
@Timeout(120)
class PostgresNodesTest {

    private static final List<Topic> TOPICS = List.of(new Topic("a"), new Topic("b"), new Topic("c"));

    @TempDir
    private static Path folder;

    private static Database database;

    private final PostgresNodes nodes = new PostgresNodes(10_000);
    private String url;

    @BeforeAll
    static void start() {
        database = Database.start(folder);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void create() {
        url = database.createEmpty();
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void shouldOpenTogether() {
        List<PostgresJournal> journals =
                IntStream.range(0, 4).mapToObj(i -> nodes.create(url)).toList();

        await(Future.all(journals.stream().map(PostgresJournal::open).toList()));

        assertThat(journals)
                .extracting(PostgresJournal::epoch)
                .containsOnly(journals.get(0).epoch());
    }

    @Test
    void shouldShowNoReaderAHole() {
        // Given
        List<PostgresJournal> writers = List.of(nodes.open(url), nodes.open(url), nodes.open(url));
        PostgresJournal reader = nodes.open(url);

        // When
        List<Future<Void>> writing = new ArrayList<>();
        for (int i = 0; i < writers.size(); i++) {
            writing.add(write(writers.get(i), i, 60));
        }
        Future<?> all = Future.all(writing);
        long[] next = {1, 1, 1};
        int looks = 0;
        while (!all.isComplete() || looks++ == 0) {
            List<Extent> extents =
                    TOPICS.stream().map(topic -> await(reader.extent(topic))).toList();
            for (int i = 0; i < TOPICS.size(); i++) {
                next[i] = readTo(reader, TOPICS.get(i), next[i], extents.get(i).last());
            }
        }
        await(all);

        // Then
        for (int i = 0; i < TOPICS.size(); i++) {
            long last = await(reader.extent(TOPICS.get(i))).last();
            readTo(reader, TOPICS.get(i), 1, last);
            assertThat(last).isEqualTo(3 * 60 * 3);
        }
    }

    @Test
    void shouldCreateTopicsTogetherWithinTheirBound() {
        PostgresJournal one = nodes.open(url);
        PostgresJournal other = nodes.open(url);

        List<Future<List<Appended>>> appends = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            appends.add(one.append(List.of(batch(new Topic("one" + i), 1), batch(new Topic("both" + i), 1))));
            appends.add(other.append(List.of(batch(new Topic("both" + i), 1), batch(new Topic("other" + i), 1))));
        }
        await(Future.all(List.copyOf(appends)));

        List<Appended> refused = appends.stream()
                .flatMap(append -> append.result().stream())
                .filter(appended -> appended.refusal() != null)
                .toList();
        assertThat(await(one.topics(""))).hasSize(PostgresNodes.MAX_TOPICS);
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(appended -> assertThat(appended.refusal()).isInstanceOf(StreamError.LimitReached.class));
    }

    @Test
    void shouldKeepOneCopyOfWhatIsSentToSeveralNodesAtOnce() {
        List<PostgresJournal> journals = List.of(nodes.open(url), nodes.open(url), nodes.open(url));

        List<Future<List<Appended>>> appends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            for (PostgresJournal journal : journals) {
                IdempotencyKey key = new IdempotencyKey("k" + i, 0);
                List<Batch> batches =
                        TOPICS.stream().map(topic -> batch(topic, 4).keyed(key)).toList();
                appends.add(journal.append(batches));
            }
        }
        await(Future.all(List.copyOf(appends)));

        assertThat(TOPICS)
                .allSatisfy(topic ->
                        assertThat(await(journals.get(0).extent(topic))).isEqualTo(new Extent(1, 80)));
        for (int i = 0; i < appends.size(); i += journals.size()) {
            assertThat(appends.subList(i, i + journals.size()).stream().map(Future::result))
                    .extracting(appended -> appended.get(0).last())
                    .containsOnly(appends.get(i).result().get(0).last());
        }
    }

    @Test
    void shouldTrimTogether() {
        // Given
        List<PostgresJournal> journals = List.of(nodes.open(url), nodes.open(url));
        Topic topic = TOPICS.get(0);
        List<Appended> appended = await(journals.get(0)
                .append(Collections.nCopies(300, 0).stream()
                        .map(i -> batch(topic, 1))
                        .toList()));
        long bytes = appended.get(0).block().info().bytes();

        // When
        await(Future.all(journals.stream()
                .map(journal -> journal.trim(topic, new TopicPolicy(0, 100 * bytes, 0)))
                .toList()));

        // Then
        assertThat(await(journals.get(1).extent(topic))).isEqualTo(new Extent(201, 300));
        assertThat(database.execute(url, "SELECT bytes FROM yamabiko.topic")).isEqualTo(Long.toString(100 * bytes));
    }

    @Test
    void shouldNoticeThatAnotherHistoryHasBegun() {
        PostgresJournal journal = nodes.open(url);
        await(journal.append(List.of(batch(TOPICS.get(0), 1))));
        String epoch = journal.epoch();

        PostgresJournal other = nodes.open(url);
        await(other.beginEpoch());

        assertThat(journal.epoch()).isEqualTo(epoch);
        await(journal.extents(List.of()));
        assertThat(journal.epoch()).isEqualTo(other.epoch()).isNotEqualTo(epoch);
        assertThat(await(journal.extent(TOPICS.get(0)))).isEqualTo(new Extent(1, 1));
    }

    private static Future<Void> write(PostgresJournal journal, int writer, int rounds) {
        if (rounds == 0) {
            return Future.succeededFuture();
        }
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < TOPICS.size(); i++) {
            batches.add(batch(TOPICS.get((writer + i) % TOPICS.size()), 3));
        }
        return journal.append(batches).compose(appended -> write(journal, writer, rounds - 1));
    }

    /** Reads all up to an offset that was seen; where to go on. */
    private static long readTo(PostgresJournal journal, Topic topic, long from, long to) {
        long next = from;
        while (next <= to) {
            List<Block> blocks = await(journal.read(topic, next, to, 4_096));
            long end = blocks.get(blocks.size() - 1).last() + 1;
            assertThat(offsets(blocks))
                    .isEqualTo(LongStream.range(next, end).boxed().toList());
            next = end;
        }
        return next;
    }
}
