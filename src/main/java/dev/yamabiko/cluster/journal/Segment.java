package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.yamabiko.stream.Block;
import dev.yamabiko.stream.Topic;
import java.io.IOException;
import java.util.List;

/** Consecutive blocks of a topic that have left its head. Immutable once sent. */
final class Segment implements IdentifiedDataSerializable {

    private String topic = "";
    private String incarnation = "";
    private List<Block> blocks = List.of();

    Segment() {}

    Segment(Topic topic, String incarnation, List<Block> blocks) {
        this.topic = topic.name();
        this.incarnation = incarnation;
        this.blocks = blocks;
    }

    List<Block> blocks() {
        return blocks;
    }

    SegmentInfo info() {
        return SegmentInfo.of(blocks);
    }

    String incarnation() {
        return incarnation;
    }

    SegmentKey key() {
        return new SegmentKey(topic, incarnation, info());
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(topic);
        out.writeString(incarnation);
        Wire.writeBlocks(out, blocks);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        topic = Wire.text(in);
        incarnation = Wire.text(in);
        blocks = Wire.readBlocks(in, new Topic(topic));
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.SEGMENT;
    }
}
