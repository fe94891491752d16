package dev.yamabiko.cluster.journal;

import static dev.yamabiko.support.Answer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appended;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Extent;
import dev.yamabiko.stream.IndexQuery;
import dev.yamabiko.stream.Journal;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.stream.TopicPolicy;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.ManualClock;
import dev.yamabiko.support.Records;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics that are longer than what their head holds, beside a journal that knows no segments. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SegmentsTest {

    private static final Topic TOPIC = new Topic("logs/billing");
    private static final long MAX_BYTES = 8 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SplittableRandom random = new SplittableRandom(7);
    private final ManualClock clock = new ManualClock(1_000_000);
    private Members members;
    private HazelcastJournal journal;
    private Journal model;

    @BeforeEach
    void open(Vertx vertx) {
        members = new Members(vertx, clock, MAX_BYTES);
        journal = members.join();
        await(journal.open());
        model = new MemoryJournal(vertx, new JournalBounds(0, 0, Members.MAX_TOPICS), clock, random.split());
    }

    @AfterEach
    void close() {
        await(journal.close());
        members.close();
    }

    @Test
    void shouldReadAndListAcrossSegmentsLikeAnyJournal() {
        // Given
        fill(5 << 20);
        awaitSegments(6);

        // Then
        compare(200);
    }

    @Test
    void shouldTrimInTheMiddleOfASegment() {
        // Given
        fill(4 << 20);
        awaitSegments(4);
        long last = await(model.extent(TOPIC)).last();

        for (int step = 9; step > 0; step--) {
            // When
            TopicPolicy policy = new TopicPolicy(0, 0, last * step / 10);
            int removed = await(journal.trim(TOPIC, policy));

            // Then
            assertThat(removed).isEqualTo(await(model.trim(TOPIC, policy)));
            compare(20);
        }
        assertThat(await(journal.trim(TOPIC, new TopicPolicy(0, 1 << 20, 0))))
                .isEqualTo(await(model.trim(TOPIC, new TopicPolicy(0, 1 << 20, 0))));
        compare(20);
        clock.advance(1_000_000);
        assertThat(await(journal.trim(TOPIC, new TopicPolicy(1, 0, 0))))
                .isEqualTo(await(model.trim(TOPIC, new TopicPolicy(1, 0, 0))));
        assertThat(await(journal.extent(TOPIC))).isEqualTo(new Extent(last + 1, last));
        awaitSegments(0);
    }

    @Test
    void shouldLetTheOldestBlocksOfAnyTopicLeaveWhenTheMemberIsFull() {
        // Given
        Topic other = new Topic("logs/old");
        await(journal.append(List.of(Records.batch(other, 1))));
        clock.advance(1);

        // When
        fill(3 * MAX_BYTES);
        Await.until("room", LIMIT, () -> await(journal.extent(other)).earliest() == 2);
        Await.until("less than the bound", LIMIT, () -> bytes() <= MAX_BYTES);

        // Then
        Extent extent = await(journal.extent(TOPIC));
        assertThat(extent.last()).isEqualTo(await(model.extent(TOPIC)).last());
        assertThat(extent.earliest()).isGreaterThan(1);
        List<Block> kept = await(journal.read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE));
        assertThat(kept.get(0).first()).isEqualTo(extent.earliest());
        assertThat(Records.offsets(kept)).hasSize((int) (extent.last() - extent.earliest() + 1));
        assertThat(await(journal.extent(other))).isEqualTo(new Extent(2, 1));
    }

    @Test
    void shouldKeepWhatIsRevokedWhenTheMemberIsFull() {
        // Given
        Topic revoked = new Topic(Topic.AUTH + "revocations");
        Topic other = new Topic("logs/old");
        await(journal.append(List.of(Records.batch(revoked, 2), Records.batch(other, 1))));
        clock.advance(1);

        // When
        fill(2 * MAX_BYTES);
        Await.until("room", LIMIT, () -> await(journal.extent(other)).earliest() == 2);
        Await.until("less than the bound", LIMIT, () -> bytes() <= MAX_BYTES);

        // Then
        assertThat(await(journal.extent(revoked))).isEqualTo(new Extent(1, 2));
        assertThat(Records.offsets(await(journal.read(revoked, 1, 2, Integer.MAX_VALUE))))
                .containsExactly(1L, 2L);
    }

    @Test
    void shouldKeepTheOrderOfBatchesThatAreTooManyForOneOperation() {
        // When
        List<Appended> appended = await(journal.append(twoMebibytes()));

        // Then
        List<Appended> expected = await(model.append(twoMebibytes()));
        assertThat(appended.stream().map(Appended::last).toList())
                .isEqualTo(expected.stream().map(Appended::last).toList());
        awaitSegments(4);
        compare(20);
    }

    private static List<Batch> twoMebibytes() {
        return IntStream.range(0, 64)
                .mapToObj(i -> Records.batch(TOPIC, i, "x".repeat(i * 1_000), "y".repeat(6_000)))
                .toList();
    }

    private void fill(long atLeast) {
        long bytes = 0;
        while (bytes < atLeast) {
            clock.advance(random.nextInt(3));
            String text = "x".repeat(random.nextInt(20) == 0 ? 100_000 : random.nextInt(5_000));
            String[] messages = new String[1 + random.nextInt(4)];
            Arrays.fill(messages, text);
            long time = random.nextInt(1_000);
            bytes += await(journal.append(List.of(Records.batch(TOPIC, time, messages))))
                    .get(0)
                    .block()
                    .info()
                    .bytes();
            await(model.append(List.of(Records.batch(TOPIC, time, messages))));
        }
    }

    private void compare(int times) {
        assertThat(await(journal.extent(TOPIC))).isEqualTo(await(model.extent(TOPIC)));
        long last = await(model.extent(TOPIC)).last();
        for (int i = 0; i < times; i++) {
            long from = 1 + random.nextLong(last);
            long to = from + random.nextLong(last);
            int bytes = 1 + random.nextInt(2 << 20);
            IndexQuery query = new IndexQuery(
                    from,
                    to,
                    random.nextInt(500),
                    500 + random.nextInt(500),
                    random.nextBoolean(),
                    1 + random.nextInt(99));

            assertThat(infos(await(journal.read(TOPIC, from, to, bytes))))
                    .isEqualTo(infos(await(model.read(TOPIC, from, to, bytes))));
            assertThat(await(journal.index(TOPIC, query)))
                    .as(query.toString())
                    .isEqualTo(await(model.index(TOPIC, query)));
        }
        assertThat(Records.offsets(await(journal.read(TOPIC, 1, last, Integer.MAX_VALUE))))
                .isEqualTo(Records.offsets(await(model.read(TOPIC, 1, last, Integer.MAX_VALUE))));
    }

    private static List<Object> infos(List<Block> blocks) {
        return blocks.stream().<Object>map(Block::info).toList();
    }

    private long bytes() {
        return await(journal.read(TOPIC, 1, Long.MAX_VALUE, Integer.MAX_VALUE)).stream()
                .mapToLong(block -> block.info().bytes())
                .sum();
    }

    private void awaitSegments(int count) {
        Await.until(
                count + " segments",
                LIMIT,
                () -> count == 0
                        ? JournalMaps.segments(members.instance(0)).isEmpty()
                        : JournalMaps.segments(members.instance(0)).size() >= count);
    }
}
