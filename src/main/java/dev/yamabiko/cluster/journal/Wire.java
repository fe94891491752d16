package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How what the core is made of is written for other members. Stateless. */
final class Wire {

    private Wire() {}

    static void writeInfo(ObjectDataOutput out, BlockInfo info) throws IOException {
        out.writeLong(info.first());
        out.writeInt(info.count());
        out.writeInt(info.bytes());
        out.writeLong(info.minTime());
        out.writeLong(info.maxTime());
        out.writeLong(info.appendedAt());
    }

    static BlockInfo readInfo(ObjectDataInput in) throws IOException {
        return new BlockInfo(in.readLong(), in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong());
    }

    static void writeBlocks(ObjectDataOutput out, Collection<Block> blocks) throws IOException {
        out.writeInt(blocks.size());
        for (Block block : blocks) {
            writeInfo(out, block.info());
            out.writeByteArray(block.frames().toBytes());
        }
    }

    static List<Block> readBlocks(ObjectDataInput in, Topic topic) throws IOException {
        int count = in.readInt();
        List<Block> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            BlockInfo info = readInfo(in);
            byte[] bytes = bytes(in);
            blocks.add(new Block(topic, info, Frames.of(bytes, 0, bytes.length)));
        }
        return blocks;
    }

    static void writeSegments(ObjectDataOutput out, Collection<SegmentInfo> segments) throws IOException {
        out.writeInt(segments.size());
        for (SegmentInfo segment : segments) {
            segment.write(out);
        }
    }

    static List<SegmentInfo> readSegments(ObjectDataInput in) throws IOException {
        int count = in.readInt();
        List<SegmentInfo> segments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            segments.add(SegmentInfo.read(in));
        }
        return segments;
    }

    static void writeSegment(ObjectDataOutput out, @Nullable SegmentInfo segment) throws IOException {
        out.writeBoolean(segment != null);
        if (segment != null) {
            segment.write(out);
        }
    }

    static @Nullable SegmentInfo readSegment(ObjectDataInput in) throws IOException {
        return in.readBoolean() ? SegmentInfo.read(in) : null;
    }

    static byte[] bytes(ObjectDataInput in) throws IOException {
        return Objects.requireNonNull(in.readByteArray(), "bytes");
    }

    static String text(ObjectDataInput in) throws IOException {
        return Objects.requireNonNull(in.readString(), "text");
    }
}
