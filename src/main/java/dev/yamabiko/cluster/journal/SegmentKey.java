package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.partition.PartitionAware;
import java.io.IOException;
import java.util.Objects;

/** Names a segment; it lies in the partition of its topic's head. Immutable once sent. */
final class SegmentKey implements PartitionAware<String>, IdentifiedDataSerializable {

    private String topic = "";
    private String incarnation = "";
    private long first;
    private long last;

    SegmentKey() {}

    SegmentKey(String topic, String incarnation, SegmentInfo segment) {
        this.topic = topic;
        this.incarnation = incarnation;
        this.first = segment.first();
        this.last = segment.last();
    }

    String topic() {
        return topic;
    }

    String incarnation() {
        return incarnation;
    }

    long last() {
        return last;
    }

    @Override
    public String getPartitionKey() {
        return topic;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(topic);
        out.writeString(incarnation);
        out.writeLong(first);
        out.writeLong(last);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        topic = Wire.text(in);
        incarnation = Wire.text(in);
        first = in.readLong();
        last = in.readLong();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SegmentKey key
                && topic.equals(key.topic)
                && incarnation.equals(key.incarnation)
                && first == key.first
                && last == key.last;
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, incarnation, first, last);
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.SEGMENT_KEY;
    }
}
