package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.BlockInfo;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Look} found. Immutable once sent. */
final class Seen implements IdentifiedDataSerializable {

    private boolean allowed;
    private String incarnation = "";
    private long earliest = 1;
    private long last;
    private long held;
    private long openFrom = 1;
    private @Nullable SegmentInfo segment;
    private List<BlockInfo> infos = new ArrayList<>();
    private List<Block> blocks = new ArrayList<>();
    private String topic = "-";

    /** The owner may not say. */
    Seen() {}

    static Seen nothing() {
        Seen seen = new Seen();
        seen.allowed = true;
        return seen;
    }

    static Seen of(Head head) {
        Seen seen = nothing();
        seen.incarnation = head.incarnation();
        seen.earliest = head.earliest();
        seen.last = head.last();
        seen.held = head.held();
        seen.openFrom = head.openFrom();
        return seen;
    }

    void segment(SegmentInfo found) {
        segment = found;
    }

    void add(Block block, boolean whole) {
        if (whole) {
            topic = block.topic().name();
            blocks.add(block);
        } else {
            infos.add(block.info());
        }
    }

    boolean allowed() {
        return allowed;
    }

    /** Empty: there is no such topic. */
    String incarnation() {
        return incarnation;
    }

    long earliest() {
        return earliest;
    }

    long last() {
        return last;
    }

    long held() {
        return held;
    }

    /** Offset of the first record that is in no segment. */
    long openFrom() {
        return openFrom;
    }

    /** To be fetched before anything else is read; null: the blocks are here. */
    @Nullable
    SegmentInfo segment() {
        return segment;
    }

    List<BlockInfo> infos() {
        return infos;
    }

    List<Block> blocks() {
        return blocks;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeBoolean(allowed);
        out.writeString(incarnation);
        out.writeLong(earliest);
        out.writeLong(last);
        out.writeLong(held);
        out.writeLong(openFrom);
        Wire.writeSegment(out, segment);
        out.writeInt(infos.size());
        for (BlockInfo info : infos) {
            Wire.writeInfo(out, info);
        }
        out.writeString(topic);
        Wire.writeBlocks(out, blocks);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        allowed = in.readBoolean();
        incarnation = Wire.text(in);
        earliest = in.readLong();
        last = in.readLong();
        held = in.readLong();
        openFrom = in.readLong();
        segment = Wire.readSegment(in);
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            infos.add(Wire.readInfo(in));
        }
        topic = Wire.text(in);
        blocks = Wire.readBlocks(in, new Topic(topic));
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.SEEN;
    }
}
