package dev.yamabiko.cluster.journal;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.yamabiko.stream.BlockInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How much memory a topic takes, and in what it could leave. Immutable once sent. */
final class Weight implements IdentifiedDataSerializable {

    private String incarnation = "";
    private long bytes;
    private long trimmedTo;
    private boolean sealable;
    private List<BlockInfo> parts = new ArrayList<>();

    Weight() {}

    Weight(Head head, boolean detailed) {
        this.incarnation = head.incarnation();
        this.bytes = head.bytes();
        this.trimmedTo = head.earliest() - 1;
        this.sealable = head.sealable();
        if (detailed) {
            head.sealed().forEach(segment -> parts.add(segment.kept()));
            head.open().forEach(block -> parts.add(block.info()));
        }
    }

    String incarnation() {
        return incarnation;
    }

    /** Encoded bytes. */
    long bytes() {
        return bytes;
    }

    long trimmedTo() {
        return trimmedTo;
    }

    /** True if it has blocks to seal. */
    boolean sealable() {
        return sealable;
    }

    /** Segments and newest blocks, oldest first. */
    List<BlockInfo> parts() {
        return parts;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeString(incarnation);
        out.writeLong(bytes);
        out.writeLong(trimmedTo);
        out.writeBoolean(sealable);
        out.writeInt(parts.size());
        for (BlockInfo part : parts) {
            Wire.writeInfo(out, part);
        }
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        incarnation = Wire.text(in);
        bytes = in.readLong();
        trimmedTo = in.readLong();
        sealable = in.readBoolean();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            parts.add(Wire.readInfo(in));
        }
    }

    @Override
    public int getFactoryId() {
        return Types.FACTORY;
    }

    @Override
    public int getClassId() {
        return Types.WEIGHT;
    }
}
