package dev.yamabiko.stream.latest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import dev.yamabiko.support.FakeSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader of a latest topic gets, fast or slow. Values are log entries whose message is the value. */
@Timeout(30)
class LatestReaderTest {

    private static final Topic TOPIC = new Topic("latest/test");

    private final Map<String, LatestValue> values = new LinkedHashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private long last;

    @Test
    void shouldGetTheNewestOfEachKeyAtOnceAndThenWhatChanges() {
        // Given
        put("a", "1");
        put("b", "2");
        put("a", "3");
        FakeSink sink = FakeSink.open();
        LatestReader reader = reader(0, 0, sink);

        // When
        reader.show(sheet());
        put("b", "4");
        reader.show(sheet());
        reader.show(sheet());

        // Then
        assertThat(texts(sink)).containsExactly("2", "3", "4");
        assertThat(sink.signals()).isEmpty();
    }

    @Test
    void shouldGiveASlowReaderTheNewestAndSayHowManyItMissed() {
        // Given
        FakeSink sink = FakeSink.open();
        LatestReader reader = reader(0, 0, sink);
        sink.onWritable(reader::goOn);
        put("a", "1");
        put("b", "1");
        reader.show(sheet());
        sink.allow(0);

        // When
        for (int i = 2; i <= 100; i++) {
            put("a", Integer.toString(i));
            reader.show(sheet());
        }
        sink.allow(Long.MAX_VALUE);

        // Then
        assertThat(texts(sink)).containsExactly("1", "1", "100");
        assertThat(sink.signals()).extracting(LogEntry::getSkipped).containsExactly(98L);
    }

    @Test
    void shouldCountWhatWasConflatedBeforeItCouldBeShown() {
        // Given
        FakeSink sink = FakeSink.open();
        LatestReader reader = reader(0, 0, sink);
        put("a", "1");
        reader.show(sheet());

        // When
        put("a", "2");
        put("a", "3");
        reader.show(sheet());

        // Then
        assertThat(texts(sink)).containsExactly("1", "3");
        assertThat(sink.signals()).extracting(LogEntry::getSkipped).containsExactly(1L);
    }

    @Test
    void shouldGetOneValueOfAKeyInEachInterval() {
        // Given
        FakeSink sink = FakeSink.open();
        LatestReader reader = reader(3, 0, sink);

        // When
        for (int second = 0; second < 10; second++) {
            put("a", Integer.toString(second));
            reader.show(sheet());
            reader.tick();
        }

        // Then
        assertThat(texts(sink)).containsExactly("0", "2", "5", "8");
        assertThat(sink.signals())
                .as("what an interval leaves out was never due")
                .isEmpty();
    }

    @Test
    void shouldNotGetAValueTwiceWhenNothingChanges() {
        FakeSink sink = FakeSink.open();
        LatestReader reader = reader(2, 0, sink);
        put("a", "1");
        reader.show(sheet());
        for (int second = 0; second < 10; second++) {
            reader.tick();
        }
        assertThat(texts(sink)).containsExactly("1");
    }

    @Test
    void shouldGetAHeartbeatOnlyWhereItGetsNoValue() {
        // Given
        FakeSink sink = FakeSink.open();
        LatestReader reader = reader(0, 2, sink);

        // When
        reader.tick();
        put("a", "1");
        reader.show(sheet());
        reader.tick();
        assertThat(sink.signals()).isEmpty();
        for (int second = 0; second < 5; second++) {
            reader.tick();
        }

        // Then
        assertThat(sink.signals()).hasSize(3).allMatch(signal -> signal.getSkipped() == 0);
    }

    @Test
    void shouldWriteALargeSheetInPieces() {
        // Given
        for (int i = 0; i < 1_000; i++) {
            put("key-" + i, "x".repeat(200) + i);
        }
        FakeSink sink = FakeSink.open();
        sink.allow(2);
        LatestReader reader = reader(0, 0, sink);
        sink.onWritable(reader::goOn);

        // When
        reader.show(sheet());
        int first = sink.records().size();
        sink.allow(Long.MAX_VALUE);

        // Then
        assertThat(first).isBetween(100, 500);
        assertThat(texts(sink)).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(sink.signals()).isEmpty();
    }

    /** Whatever comes and however slowly it is taken: what was not written was counted, and the newest was written. */
    @Test
    void shouldWriteOrCountWhateverCame() {
        for (int seed = 0; seed < 300; seed++) {
            values.clear();
            numbers.clear();
            last = 0;
            Random random = new Random(seed);
            FakeSink sink = FakeSink.open();
            LatestReader reader = reader(0, random.nextInt(3), sink);
            sink.onWritable(reader::goOn);
            int came = 0;
            int due = 0;
            for (int step = 0; step < 200; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> sink.allow(random.nextInt(3));
                    case 1 -> reader.tick();
                    default -> {
                        int count = 1 + random.nextInt(5);
                        for (int i = 0; i < count; i++) {
                            put("key-" + random.nextInt(6), Integer.toString(came++));
                        }
                        due = due == 0 ? values.size() : due + count;
                        reader.show(sheet());
                    }
                }
            }
            sink.allow(Long.MAX_VALUE);

            List<Integer> texts = texts(sink).stream().map(Integer::valueOf).toList();
            long skipped =
                    sink.signals().stream().mapToLong(LogEntry::getSkipped).sum();
            assertThat(texts).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
            assertThat(texts.size() + skipped).as("seed %d", seed).isEqualTo(due);
            values.values().forEach(value -> assertThat(texts).contains(Integer.valueOf(text(value))));
        }
    }

    private static LatestReader reader(int interval, int heartbeat, FakeSink sink) {
        return new LatestReader(new LatestRequest(TOPIC, key -> true, interval, heartbeat), sink);
    }

    private void put(String key, String text) {
        values.remove(key);
        byte[] message = LogEntry.newBuilder().setMessage(text).build().toByteArray();
        values.put(key, new LatestValue(key, ++last, Frames.ofMessage(message)));
        numbers.put(key, last);
    }

    private Sheet sheet() {
        List<LatestValue> all = new ArrayList<>(values.values());
        long[] order = all.stream().mapToLong(value -> numbers.get(value.key())).toArray();
        return new Sheet(all.toArray(LatestValue[]::new), order, last);
    }

    private static String text(LatestValue value) {
        return dev.yamabiko.support.Records.entries(value.frames()).get(0).getMessage();
    }

    private static List<String> texts(FakeSink sink) {
        return sink.records().stream().map(LogEntry::getMessage).toList();
    }
}
