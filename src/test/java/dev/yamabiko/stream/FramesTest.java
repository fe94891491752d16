package dev.yamabiko.stream;

import static dev.yamabiko.support.Records.batch;
import static dev.yamabiko.support.Records.entries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.support.MessageFilter;
import dev.yamabiko.support.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoded records: what protobuf reads from them, and what is cut out of them. */
class FramesTest {

    private static final Topic TOPIC = new Topic("logs/a");

    @ParameterizedTest
    @ValueSource(longs = {1, 127, 128, 16_383, 16_384, (1L << 32) - 1, 1L << 35, (1L << 55) + 12_345, (1L << 56) - 3})
    void shouldCarryOffsetsThatProtobufReads(long first) {
        Frames frames = batch(TOPIC, 5, "a", "", "b").stamp(first, 0).frames();

        List<LogEntry> entries = entries(frames);

        assertThat(entries).extracting(LogEntry::getOffset).containsExactly(first, first + 1, first + 2);
        assertThat(entries).extracting(LogEntry::getMessage).containsExactly("a", "", "b");
        assertThat(frames.count()).isEqualTo(3);
        assertThat(frames.offsetFromEnd(1)).isEqualTo(first + 2);
        assertThat(frames.offsetFromEnd(3)).isEqualTo(first);
    }

    @Test
    void shouldOverruleTheOffsetThatAClientHasSent() {
        byte[] payload =
                LogEntry.newBuilder().setMessage("a").setOffset(99).build().toByteArray();

        Frames frames = Batch.of(TOPIC, 0, payload).stamp(7, 0).frames();

        assertThat(entries(frames)).extracting(LogEntry::getOffset).containsExactly(7L);
    }

    @Test
    void shouldCarryWhatIsAppendedToAPayload() {
        byte[] payload = LogEntry.newBuilder().setMessage("a").build().toByteArray();
        byte[] around = new byte[payload.length + 6];
        System.arraycopy(payload, 0, around, 3, payload.length);
        byte[] time = LogEntry.newBuilder().setTimestamp(5).build().toByteArray();
        Batch batch = new Batch(TOPIC);
        batch.add(5, around, 3, 3 + payload.length, time, time.length);

        LogEntry entry = entries(batch.stamp(1, 0).frames()).get(0);

        assertThat(entry)
                .isEqualTo(LogEntry.newBuilder()
                        .setMessage("a")
                        .setTimestamp(5)
                        .setOffset(1)
                        .build());
    }

    @Test
    void shouldCutBeforeAnyOffset() {
        Frames frames = batch(TOPIC, 10).stamp(100, 0).frames();

        for (int offset = 90; offset < 120; offset++) {
            int first = Math.max(100, offset);
            assertThat(entries(frames.from(offset)))
                    .extracting(LogEntry::getOffset)
                    .isEqualTo(Stage.range(first, 109));
        }
        assertThat(frames.from(100)).isSameAs(frames);
        assertThat(frames.from(110).isEmpty()).isTrue();
    }

    @Test
    void shouldVisitEachRecord() {
        Frames frames = batch(TOPIC, 0, "a", "bb").stamp(5, 0).frames();
        List<Long> offsets = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();

        frames.forEach((offset, from, to) -> {
            offsets.add(offset);
            lengths.add(to - from);
        });

        assertThat(offsets).containsExactly(5L, 6L);
        assertThat(lengths.get(1)).isEqualTo(lengths.get(0) + 1);
    }

    @Test
    void shouldSelectWhatAFilterTakesAndNothingElse() {
        SplittableRandom random = new SplittableRandom(1);
        Filter filter = new MessageFilter("a", Long.MIN_VALUE, Long.MAX_VALUE, new AtomicInteger());
        for (int round = 0; round < 500; round++) {
            List<String> messages = new ArrayList<>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                messages.add((random.nextBoolean() ? "a" : "b").repeat(random.nextInt(1, 9)));
            }
            Frames frames =
                    batch(TOPIC, 0, messages.toArray(String[]::new)).stamp(1, 0).frames();

            List<LogEntry> selected = entries(frames.select(filter));

            assertThat(selected)
                    .isEqualTo(entries(frames).stream()
                            .filter(entry -> entry.getMessage().contains("a"))
                            .toList());
        }
    }

    @Test
    void shouldCopyNothingWhereAFilterTakesAllOrNone() {
        Frames frames = batch(TOPIC, 0, "a", "a").stamp(1, 0).frames();

        assertThat(frames.select(new MessageFilter("a", 0, 0, new AtomicInteger())))
                .isSameAs(frames);
        assertThat(frames.select(new MessageFilter("b", 0, 0, new AtomicInteger())))
                .isSameAs(Frames.EMPTY);
    }

    @Test
    void shouldJoinBatchesInOrder() {
        Batch joined = Batch.join(List.of(batch(TOPIC, 5, "a", "b"), batch(TOPIC, 3, "c"), batch(TOPIC, 9, "d")));

        Block block = joined.stamp(11, 77);

        assertThat(Records.entries(block.frames()))
                .extracting(LogEntry::getMessage)
                .containsExactly("a", "b", "c", "d");
        assertThat(block.info()).isEqualTo(new BlockInfo(11, 4, joined.length(), 3, 9, 77));
    }

    @Test
    void shouldHoldNoMoreMemoryThanItsRecords() {
        Block block = batch(TOPIC, 3).stamp(1, 0);

        assertThat(block.frames().array()).hasSize(block.info().bytes());
    }

    @Test
    void shouldStampAgainWhatWasNotKept() {
        Batch batch = batch(TOPIC, 2);
        batch.stamp(1, 0);

        assertThat(entries(batch.stamp(8, 0).frames()))
                .extracting(LogEntry::getOffset)
                .containsExactly(8L, 9L);
    }
}
