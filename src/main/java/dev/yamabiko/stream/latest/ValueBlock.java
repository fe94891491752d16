package dev.yamabiko.stream.latest;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * How values travel between nodes: a block in which two frames make a value. The first is its version, eight bytes, and
 * its key; the second is the value as readers get it. Stateless.
 */
final class ValueBlock {

    /** Largest block that several values are joined into. */
    private static final int MAX_BYTES = 32 << 10;

    private ValueBlock() {}

    /** Hands out the values, joined into as few blocks as may be. */
    static void encode(Topic topic, Iterable<LatestValue> values, long now, Consumer<Block> blocks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 0;
        for (LatestValue value : values) {
            byte[] key = value.key().getBytes(StandardCharsets.UTF_8);
            byte[] head = ByteBuffer.allocate(Long.BYTES + key.length)
                    .putLong(value.version())
                    .put(key)
                    .array();
            bytes.writeBytes(Frames.ofMessage(head).array());
            Frames frames = value.frames();
            bytes.write(frames.array(), frames.start(), frames.length());
            count++;
            if (bytes.size() >= MAX_BYTES) {
                blocks.accept(block(topic, bytes, count, now));
                bytes.reset();
                count = 0;
            }
        }
        if (count > 0) {
            blocks.accept(block(topic, bytes, count, now));
        }
    }

    /** The values of a block, with bytes of their own; what a later version may send instead is left out. */
    static List<LatestValue> decode(Block block) {
        List<LatestValue> values = new ArrayList<>(block.info().count());
        Frames frames = block.frames();
        byte[] bytes = frames.array();
        for (int at = frames.start(); at < frames.end(); ) {
            int value = Frames.frameEnd(bytes, at);
            int next = Frames.frameEnd(bytes, value);
            ByteBuffer head = ByteBuffer.wrap(bytes, at + Frames.HEADER_BYTES, value - at - Frames.HEADER_BYTES);
            long version = head.getLong();
            String key = StandardCharsets.UTF_8.decode(head).toString();
            byte[] own = java.util.Arrays.copyOfRange(bytes, value, next);
            values.add(new LatestValue(key, version, Frames.of(own, 0, own.length)));
            at = next;
        }
        return values;
    }

    private static Block block(Topic topic, ByteArrayOutputStream bytes, int count, long now) {
        byte[] encoded = bytes.toByteArray();
        BlockInfo info = new BlockInfo(1, count, encoded.length, now, now, now);
        return new Block(topic, info, Frames.of(encoded, 0, encoded.length));
    }
}
