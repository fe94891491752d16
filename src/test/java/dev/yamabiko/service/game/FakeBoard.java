package dev.yamabiko.service.game;

import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Frames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Takes in the blocks of latest topics, and hands on values that are newer than what it knows. Used by one thread. */
final class FakeBoard {

    private final Map<String, Long> versions = new HashMap<>();
    private final Consumer<byte[]> values;

    FakeBoard(Consumer<byte[]> values) {
        this.values = values;
    }

    void take(Block block) {
        byte[] bytes = block.frames().array();
        for (int at = block.frames().start(); at < block.frames().end(); ) {
            int value = Frames.frameEnd(bytes, at);
            int next = Frames.frameEnd(bytes, value);
            ByteBuffer head = ByteBuffer.wrap(bytes, at + Frames.HEADER_BYTES, value - at - Frames.HEADER_BYTES);
            long version = head.getLong();
            String key = StandardCharsets.UTF_8.decode(head).toString();
            if (versions.getOrDefault(key, 0L) < version) {
                versions.put(key, version);
                values.accept(java.util.Arrays.copyOfRange(bytes, value + Frames.HEADER_BYTES, next));
            }
            at = next;
        }
    }
}
