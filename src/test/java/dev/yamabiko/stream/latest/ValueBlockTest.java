package dev.yamabiko.stream.latest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ValueBlockTest {

    private static final Topic TOPIC = new Topic("latest/test");

    @Test
    void shouldCarryEachValueWithItsKeyAndVersion() {
        // Given
        Random random = new Random(1);
        List<LatestValue> values = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            String key = "ключ\n" + "k".repeat(random.nextInt(40)) + i;
            values.add(new LatestValue(key, random.nextLong(), Frames.ofMessage(message)));
        }

        // When
        List<Block> blocks = new ArrayList<>();
        ValueBlock.encode(TOPIC, values, 5, blocks::add);
        List<LatestValue> decoded = blocks.stream()
                .flatMap(block -> ValueBlock.decode(block).stream())
                .toList();

        // Then
        assertThat(decoded).extracting(LatestValue::key).isEqualTo(map(values, LatestValue::key));
        assertThat(decoded).extracting(LatestValue::version).isEqualTo(map(values, LatestValue::version));
        assertThat(decoded)
                .extracting(value -> value.frames().toBytes())
                .containsExactlyElementsOf(map(values, value -> value.frames().toBytes()));
        assertThat(blocks).hasSizeGreaterThan(5).allSatisfy(block -> {
            assertThat(block.topic()).isEqualTo(TOPIC);
            assertThat(block.frames().length()).isLessThan(64 << 10);
            assertThat(block.info().bytes()).isEqualTo(block.frames().length());
        });
    }

    @Test
    void shouldMakeNoBlockOfNothing() {
        List<Block> blocks = new ArrayList<>();
        ValueBlock.encode(TOPIC, List.of(), 5, blocks::add);
        assertThat(blocks).isEmpty();
    }

    private static <T> List<T> map(List<LatestValue> values, java.util.function.Function<LatestValue, T> what) {
        return values.stream().map(what).toList();
    }
}
