package dev.yamabiko.support;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.stream.Batch;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Log entries on their way in, and what comes out, read by protobuf's own parser. Stateless. */
public final class Records {

    private Records() {}

    /** One record for each message, all of the same time; the topic is the application. */
    public static Batch batch(Topic topic, long time, String... messages) {
        Batch batch = new Batch(topic);
        for (String message : messages) {
            byte[] payload = LogEntry.newBuilder()
                    .setTimestamp(time)
                    .setApplication(topic.name())
                    .setMessage(message)
                    .build()
                    .toByteArray();
            batch.add(time, payload, 0, payload.length, new byte[0], 0);
        }
        return batch;
    }

    /** So many records. */
    public static Batch batch(Topic topic, int count) {
        return batch(topic, 0, IntStream.range(0, count).mapToObj(i -> "m" + i).toArray(String[]::new));
    }

    /** Everything in some frames, signals too. */
    public static List<LogEntry> entries(Frames frames) {
        List<LogEntry> entries = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(frames.toBytes());
        while (bytes.hasRemaining()) {
            byte flag = bytes.get();
            byte[] body = new byte[bytes.getInt()];
            bytes.get(body);
            if (flag != 0) {
                throw new AssertionError("compressed flag: " + flag + " (expected: 0)");
            }
            try {
                entries.add(LogEntry.parseFrom(body));
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("not a log entry", e);
            }
        }
        return entries;
    }

    /** Everything in some blocks. */
    public static List<LogEntry> entries(List<? extends @Nullable Block> blocks) {
        return blocks.stream()
                .flatMap(block -> entries(block.frames()).stream())
                .toList();
    }

    /** The offsets in some blocks. */
    public static List<Long> offsets(List<? extends @Nullable Block> blocks) {
        return entries(blocks).stream().map(LogEntry::getOffset).toList();
    }
}
